// SPDX-License-Identifier: MIT
// Does a mutex work between processes?
//
// An option in POSIX (_POSIX_THREAD_PROCESS_SHARED); OpenBSD refuses it.
// Source: POSIX.1-2024 pthread_mutexattr_setpshared.

#include "../support/shared_page.h"

namespace anonshm_probe {

answer mutex_pshared() {
#if __has_include(<pthread.h>) && defined PTHREAD_PROCESS_SHARED
    if constexpr (has_pthread_mutexattr_setpshared) {
        pthread_mutex_t *const mutex = static_cast<pthread_mutex_t *>(shared_page());
        if (!mutex)
            return unknown("no shared page");
        pthread_mutexattr_t attributes;
        pthread_mutexattr_init(&attributes);
        int error =
            call_pthread_mutexattr_setpshared(first(), &attributes, PTHREAD_PROCESS_SHARED);
        if (error == 0)
            error = pthread_mutex_init(mutex, &attributes);
        if (error != 0)
            return result("false", "%s", error_name(error));
        pthread_mutex_lock(mutex);
        int status = -1;
        if (in_another_process(&status))
            _exit(pthread_mutex_trylock(mutex) == EBUSY ? 0 : 1);
        return yes_or_no(status == 0);
    }
#endif
    return result("false", "%s", "no pthread_mutexattr_setpshared");
}

} // namespace anonshm_probe
