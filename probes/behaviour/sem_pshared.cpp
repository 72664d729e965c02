// SPDX-License-Identifier: MIT
// Does an unnamed semaphore work between processes?
//
// An option in POSIX. macOS declares sem_init and refuses it (ENOSYS).
// Source: POSIX.1-2024 sem_init; macOS sys/semaphore.h.

#include "../support/shared_page.h"

namespace anonshm_probe {

answer sem_pshared() {
#if __has_include(<semaphore.h>)
    if constexpr (has_sem_init) {
        sem_t *const semaphore = static_cast<sem_t *>(shared_page());
        if (!semaphore)
            return unknown("no shared page");
        if (sem_init(semaphore, 1, 0) == -1)
            return result("false", "sem_init: %s", error_name(errno));
        if (in_another_process())
            _exit(sem_post(semaphore));
        return yes_or_no(sem_trywait(semaphore) == 0);
    }
#endif
    return result("false", "%s", "no sem_init");
}

} // namespace anonshm_probe
