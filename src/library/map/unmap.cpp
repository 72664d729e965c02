// SPDX-License-Identifier: MIT
#include "../system/map.h"

#include <errno.h>

int anonshm_unmap_mirrored(void *address, size_t size, unsigned copies) {
    const bool is_range = size != 0 && copies != 0 && size <= SIZE_MAX / copies;
    if (address != nullptr && is_range) // munmap(2) accepts the null pointer
        return anonshm::sys_unmap(address, size, copies);
    errno = EINVAL;
    return -1;
}

int anonshm_unmap(void *address, size_t size) {
    return anonshm_unmap_mirrored(address, size, 1);
}
