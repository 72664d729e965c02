// SPDX-License-Identifier: MIT
// Does a mutex work between processes?
//
// An option in POSIX (_POSIX_THREAD_PROCESS_SHARED); OpenBSD refuses it.
// Source: POSIX.1-2024 pthread_mutexattr_setpshared.

#include "../support/shared_page.h"

ANONSHM_PROBE_BEGIN

answer mutex_pshared(void) {
#if defined PTHREAD_PROCESS_SHARED
    pthread_mutex_t *const mutex = (pthread_mutex_t *)shared_memory(sizeof *mutex);
    require(mutex != NULL, "mmap");
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    int error = pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (error == 0)
        error = pthread_mutex_init(mutex, &attributes);
    if (error != 0)
        return no(error_name(error));
    pthread_mutex_lock(mutex);
    int status = -1;
    if (in_another_process(&status))
        _exit(pthread_mutex_trylock(mutex) == EBUSY ? 0 : 1);
    return yes_or_no(status == 0);
#else
    return no("the headers have no PTHREAD_PROCESS_SHARED");
#endif
}

ANONSHM_PROBE_END
