// SPDX-License-Identifier: MIT
#include "../system/size.h"

#include <errno.h>

using namespace anonshm;

int anonshm_size(anonshm_handle object, uint64_t *size) {
    if (size != nullptr)
        return sys_size(object, size);
    errno = EINVAL;
    return -1;
}
