// SPDX-License-Identifier: MIT
#include "system.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

namespace anonshm {

int sys_resize(anonshm_handle object, uint64_t size) {
    const off_t length = static_cast<off_t>(size);
    if (length < 0 || static_cast<uint64_t>(length) != size) {
        errno = EFBIG;
        return -1;
    }
    return ftruncate(object, length);
}

uint64_t sys_size_limit() {
    constexpr unsigned bits = sizeof(off_t) * 8;
    constexpr uint64_t largest = (uint64_t{1} << (bits - 1)) - 1;
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == -1 || limit.rlim_cur == RLIM_INFINITY ||
        static_cast<uint64_t>(limit.rlim_cur) > largest)
        return largest;
    return static_cast<uint64_t>(limit.rlim_cur);
}

} // namespace anonshm
