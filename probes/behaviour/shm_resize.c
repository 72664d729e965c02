// SPDX-License-Identifier: MIT
// May the size be set more than once?
//
// macOS allows one ftruncate in the life of an object, and counts the one that failed to change
// anything (xnu bsd/kern/posix_shm.c).

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_resize(void) {
    const int fd = nameless_object();
    require(ftruncate(fd, 1) == 0, "ftruncate");
    if (ftruncate(fd, 1 << 20) == -1)
        return result_with("once", "then %s", error_name(errno));
    return result("repeatable");
}

ANONSHM_PROBE_END
