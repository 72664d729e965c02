// SPDX-License-Identifier: MIT
#include "size.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#if ANONSHM_HAVE_ASHAREDMEMORY_CREATE
# include <android/sharedmem.h>
#endif

namespace anonshm {

// fstat(2) says 0 of an ashmem device.
#if ANONSHM_HAVE_ASHAREDMEMORY_CREATE
static uint64_t size_of_device(int fd) {
    return ASharedMemory_getSize(fd);
}
#else
static uint64_t size_of_device(int) {
    return 0;
}
#endif

int sys_size(anonshm_handle object, uint64_t *size) {
    file_status found;
    if (sys_fstat(object, &found) == -1)
        return -1;
    const unsigned type = found.mode & S_IFMT; // macOS's shared memory has none
    if (type == S_IFCHR)
        found.size = size_of_device(object);
    if ((type == S_IFCHR && found.size != 0) || type == S_IFREG || type == 0) {
        *size = found.size;
        return 0;
    }
    errno = EINVAL;
    return -1;
}

int sys_resize(anonshm_handle object, uint64_t size) {
    const off_t length = static_cast<off_t>(size);
    if (length < 0 || static_cast<uint64_t>(length) != size) {
        errno = EFBIG;
        return -1;
    }
    return ftruncate(object, length);
}

#if defined __KLIBC__ // without getrlimit(2): what is too large raises SIGXFSZ
static uint64_t file_size_limit() {
    return UINT64_MAX;
}
#else
static uint64_t file_size_limit() {
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == -1 || limit.rlim_cur == RLIM_INFINITY)
        return UINT64_MAX;
    return static_cast<uint64_t>(limit.rlim_cur);
}
#endif

uint64_t sys_size_limit() {
    constexpr unsigned bits = sizeof(off_t) * 8;
    constexpr uint64_t largest = (uint64_t{1} << (bits - 1)) - 1;
    const uint64_t limit = file_size_limit();
    return limit < largest ? limit : largest;
}

} // namespace anonshm
