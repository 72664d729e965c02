// One way to create the object; methods/ has one file for each.

#ifndef ANONSHM_METHOD_H
#define ANONSHM_METHOD_H

#include "request.h"

namespace anonshm {

struct method {
    const char *name;
    // Yields an object in the normal form, or ANONSHM_INVALID_HANDLE and errno; then it has
    // left nothing behind.
    anonshm_handle (*create)(const request &wanted);
    unsigned needs;  // flags without which it cannot serve
    unsigned offers; // of the flags that must not be dropped (ANONSHM_HUGE), those it can serve
};

// Every method there is. The generated ANONSHM_CHAIN says which are compiled in, best first.
#define ANONSHM_METHODS(METHOD)                                                                \
    METHOD(memfd_syscall)                                                                      \
    METHOD(memfd_create)                                                                       \
    METHOD(shm_anon)                                                                           \
    METHOD(android)                                                                            \
    METHOD(windows_section)                                                                    \
    METHOD(o_tmpfile)                                                                          \
    METHOD(shm_open)                                                                           \
    METHOD(shm_mkstemp)                                                                        \
    METHOD(mkostemp)                                                                           \
    METHOD(temporary_file)

#define ANONSHM_DECLARE_METHOD(name) extern const method method_##name;
ANONSHM_METHODS(ANONSHM_DECLARE_METHOD)
#undef ANONSHM_DECLARE_METHOD

} // namespace anonshm

#endif
