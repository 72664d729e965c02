// SPDX-License-Identifier: MIT
// Words that any thread and any signal handler may read and write at any time, without a lock.
// No order between two words is needed anywhere.
//
// What is written is written by an exchange: valgrind's helgrind and DRD take atomic
// read-modify-write instructions for reads, and so report no race with plain loads
// (helgrind/hg_main.c, drd/drd_load_store.c: Ist_CAS).

#ifndef ANONSHM_ATOMIC_H
#define ANONSHM_ATOMIC_H

namespace anonshm {

#if defined __GCC_ATOMIC_INT_LOCK_FREE && __GCC_ATOMIC_INT_LOCK_FREE == 2
inline unsigned load(const volatile unsigned &word) {
    return __atomic_load_n(&word, __ATOMIC_RELAXED);
}
inline void store(volatile unsigned &word, unsigned value) {
    __atomic_exchange_n(&word, value, __ATOMIC_RELAXED);
}
inline unsigned increment(volatile unsigned &word) { // returns what it was
    return __atomic_fetch_add(&word, 1, __ATOMIC_RELAXED);
}
#else // MSVC, and processors for which GCC would call libatomic: an aligned word is loaded and
      // stored whole, and of two increments at the same time one may be lost
inline unsigned load(const volatile unsigned &word) {
    return word;
}
inline void store(volatile unsigned &word, unsigned value) {
    word = value;
}
inline unsigned increment(volatile unsigned &word) {
    const unsigned before = word;
    word = before + 1;
    return before;
}
#endif

} // namespace anonshm

#endif
