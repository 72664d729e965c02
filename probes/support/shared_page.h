// SPDX-License-Identifier: MIT
// Memory that is shared with other processes, and a process to share it with.

#ifndef ANONSHM_SHARED_PAGE_H
#define ANONSHM_SHARED_PAGE_H

#include "object.h"

ANONSHM_PROBE_BEGIN

// Zeros, or NULL.
static inline void *shared_memory(size_t size) {
    void *const at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
    return at == MAP_FAILED ? NULL : at;
}

// True in a new process, which has to end with _exit(); false here, once it has. Where there
// cannot be one the question ends without an answer.
static inline bool in_another_process(int *status) {
    const pid_t child = fork();
    if (child == -1)
        _exit(1);
    if (child > 0)
        waitpid(child, status, 0);
    return child == 0;
}

ANONSHM_PROBE_END

#endif
