// What earlier calls found out, which spares the next one system calls: one byte for each
// combination of flags, as each may be served by another method. They are only hints: code that
// follows one must cope when it is wrong. Any thread may update them at any time, and a late or
// lost update costs a system call, so relaxed order is enough; a byte is lock-free everywhere,
// and thus safe in signal handlers.

#ifndef ANONSHM_HINTS_H
#define ANONSHM_HINTS_H

#include "request.h"

namespace anonshm {

struct hints {
    volatile unsigned char method[flag_combinations];   // the position in the chain to begin at
    volatile unsigned char flag_set[flag_combinations]; // of memfd: which one the kernel took
};

extern hints learned;

#if defined __GNUC__
inline unsigned recall(const volatile unsigned char &hint) {
    return __atomic_load_n(&hint, __ATOMIC_RELAXED);
}
inline void store(volatile unsigned char &hint, unsigned char value) {
    __atomic_store_n(&hint, value, __ATOMIC_RELAXED);
}
#else // MSVC: a volatile byte is loaded and stored whole
inline unsigned recall(const volatile unsigned char &hint) {
    return hint;
}
inline void store(volatile unsigned char &hint, unsigned char value) {
    hint = value;
}
#endif

// Writes only what changes, so that the cache line stays shared between the processors.
inline void remember(volatile unsigned char &hint, size_t value) {
    if (recall(hint) != value)
        store(hint, static_cast<unsigned char>(value));
}

} // namespace anonshm

#endif
