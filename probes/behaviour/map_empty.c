// SPDX-License-Identifier: MIT
// What does mapping an object of size 0 do?
//
// On Linux mmap succeeds and the first touch faults (SIGBUS); macOS says EINVAL at once.
// Sources: mmap(2), "SIGBUS"; xnu bsd/kern/posix_shm.c.

#include "../support/shared_page.h"

ANONSHM_PROBE_BEGIN

answer map_empty(void) {
    const int fd = nameless_object();
    void *const page = mmap(NULL, 1, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED)
        return refused(errno);
    int status = 0;
    if (in_another_process(&status)) {
        *(volatile char *)page = 1;
        _exit(0);
    }
    if (status != 0) // a sanitizer's handler makes an exit of the signal
        return result_with("fault", "mmap succeeds, the first touch is fatal");
    return result("works");
}

ANONSHM_PROBE_END
