// SPDX-License-Identifier: MIT
// Does an unnamed semaphore work between processes?
//
// An option in POSIX. macOS declares sem_init and refuses it (ENOSYS).
// Source: POSIX.1-2024 sem_init; macOS sys/semaphore.h.

#include "../support/shared_page.h"

ANONSHM_PROBE_BEGIN

answer sem_pshared(void) {
    sem_t *const semaphore = (sem_t *)shared_memory(sizeof *semaphore);
    require(semaphore != NULL, "mmap");
    if (sem_init(semaphore, 1, 0) == -1)
        return failed("sem_init");
    if (in_another_process(NULL))
        _exit(sem_post(semaphore));
    return yes_or_no(sem_trywait(semaphore) == 0);
}

ANONSHM_PROBE_END
