// SPDX-License-Identifier: MIT
#include "size.h"
#include "windows_error.h"

namespace anonshm {

// Of a view of the whole section, all of whose pages have one state and one protection.
// NtQuerySection is undocumented, and needs an access right that a handle for mapping may lack.
int sys_size(anonshm_handle object, uint64_t *size) {
    void *const view = MapViewOfFile(object, FILE_MAP_READ, 0, 0, 0);
    if (view == nullptr)
        return fail();
    MEMORY_BASIC_INFORMATION found;
    const bool known = VirtualQuery(view, &found, sizeof found) != 0;
    const int result = known ? 0 : fail();
    UnmapViewOfFile(view);
    if (known)
        *size = found.RegionSize;
    return result;
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
