// SPDX-License-Identifier: MIT
#include "size.h"
#include "windows_section.h"

#include <errno.h>

namespace anonshm {

int sys_size(anonshm_handle object, uint64_t *size) {
    section found = {};
    if (sys_section_of(object, &found) == -1)
        return -1;
    *size = found.size;
    return 0;
}

// A section has the size that it was made with.
int sys_resize(anonshm_handle, uint64_t) {
    errno = ENOTSUP;
    return -1;
}

uint64_t sys_size_limit() {
    return UINT64_MAX;
}

} // namespace anonshm
