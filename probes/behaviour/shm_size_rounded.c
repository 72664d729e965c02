// SPDX-License-Identifier: MIT
// Does fstat report whole pages instead of the size that was set?
//
// macOS rounds up (xnu bsd/kern/posix_shm.c), so a receiver cannot learn the exact size there.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_size_rounded(void) {
    const int fd = nameless_object();
    struct stat object;
    require(ftruncate(fd, 1) == 0, "ftruncate");
    require(fstat(fd, &object) == 0, "fstat");
    return result_with(object.st_size == 1 ? "false" : "true", "1 byte was set, %lld reported",
                       (long long)object.st_size);
}

ANONSHM_PROBE_END
