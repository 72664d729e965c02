// SPDX-License-Identifier: MIT
// May the size be set more than once?
//
// macOS allows one ftruncate in the life of an object, and counts the one that failed to change
// anything (xnu bsd/kern/posix_shm.c).

#include "../support/object.h"

namespace anonshm_probe {

answer shm_resize() {
    const int fd = nameless_object();
    if (fd == -1 || ftruncate(fd, page_size()) == -1)
        return unknown(error_name(errno));
    if (ftruncate(fd, 2 * page_size()) == -1)
        return result("once", "then %s", error_name(errno));
    return result("repeatable");
}

} // namespace anonshm_probe
