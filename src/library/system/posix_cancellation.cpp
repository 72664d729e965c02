// SPDX-License-Identifier: MIT
#include "system.h"

#if __has_include(<pthread.h>)
# include <pthread.h>
#endif

namespace anonshm {

// A weak reference where it may be in a library of its own (glibc before 2.34, dietlibc, the
// BSDs): the program has loaded that if it has threads, and if not, nothing can be cancelled.
// Elsewhere it is in the C library, and a static program would not get it by a weak reference.
#if defined __linux__ && defined __GLIBC__ && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
static constexpr bool has_cancellation() {
    return true;
}
#elif defined __GLIBC__ || defined __UCLIBC__ || defined __dietlibc__ ||                       \
    defined __EMSCRIPTEN__ || (defined __ELF__ && !defined __linux__)
# pragma weak pthread_setcancelstate
static bool has_cancellation() {
    return pthread_setcancelstate != nullptr;
}
#elif !defined __ANDROID__ && !defined __wasi__
static constexpr bool has_cancellation() {
    return true;
}
#endif

// Android has no cancellation.
#if defined __ANDROID__ || defined __wasi__ || !__has_include(<pthread.h>)
int sys_disable_cancellation() {
    return 0;
}
void sys_restore_cancellation(int) {}
#else
int sys_disable_cancellation() {
    int before = PTHREAD_CANCEL_ENABLE;
    if (has_cancellation())
        pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}
void sys_restore_cancellation(int state) {
    int before;
    if (has_cancellation())
        pthread_setcancelstate(state, &before);
}
#endif

} // namespace anonshm
