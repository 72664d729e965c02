// SPDX-License-Identifier: MIT
// Does a mutex report to the next owner that the last one died holding it?
//
// Source: POSIX.1-2008 pthread_mutexattr_setrobust (EOWNERDEAD); absent from macOS and OpenBSD.

#include "../support/shared_page.h"

namespace anonshm_probe {

answer mutex_robust() {
    // glibc and uClibc-ng have the name as an enumerator only.
#if __has_include(<pthread.h>) && (defined PTHREAD_MUTEX_ROBUST || defined __GLIBC__)
    if constexpr (has_pthread_mutexattr_setrobust && has_pthread_mutexattr_setpshared) {
        pthread_mutex_t *const mutex = static_cast<pthread_mutex_t *>(shared_page());
        if (!mutex)
            return unknown("no shared page");
        pthread_mutexattr_t attributes;
        pthread_mutexattr_init(&attributes);
        int error =
            call_pthread_mutexattr_setpshared(first(), &attributes, PTHREAD_PROCESS_SHARED);
        if (error == 0)
            error =
                call_pthread_mutexattr_setrobust(first(), &attributes, PTHREAD_MUTEX_ROBUST);
        if (error == 0)
            error = pthread_mutex_init(mutex, &attributes);
        if (error != 0)
            return result("false", "%s", error_name(error));
        if (in_another_process())
            _exit(pthread_mutex_lock(mutex) == 0 ? 0 : 1);
        return yes_or_no(pthread_mutex_trylock(mutex) == EOWNERDEAD);
    }
#endif
    return result("false", "%s", "no pthread_mutexattr_setrobust");
}

} // namespace anonshm_probe
