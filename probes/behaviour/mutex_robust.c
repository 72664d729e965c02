// SPDX-License-Identifier: MIT
// Does a mutex report to the next owner that the last one died holding it?
//
// Source: POSIX.1-2008 pthread_mutexattr_setrobust (EOWNERDEAD); absent from macOS and OpenBSD.

#include "../support/shared_page.h"

ANONSHM_PROBE_BEGIN

answer mutex_robust(void) {
    // glibc and uClibc-ng have the name as an enumerator only.
#if defined PTHREAD_MUTEX_ROBUST || defined __GLIBC__
    pthread_mutex_t *const mutex = (pthread_mutex_t *)shared_memory(sizeof *mutex);
    require(mutex != NULL, "mmap");
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    int error = pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (error == 0)
        error = pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    if (error == 0)
        error = pthread_mutex_init(mutex, &attributes);
    if (error != 0)
        return no(error_name(error));
    if (in_another_process(NULL))
        _exit(pthread_mutex_lock(mutex) == 0 ? 0 : 1);
    return yes_or_no(pthread_mutex_trylock(mutex) == EOWNERDEAD);
#else
    return no("the headers have no PTHREAD_MUTEX_ROBUST");
#endif
}

ANONSHM_PROBE_END
