// SPDX-License-Identifier: MIT
// What earlier creations found out, which spares the next one calls that would be refused
// again: for each combination of flags one word of bits (progress.h). A set bit is a method
// that answered ENOSYS, or a flag set that answered EINVAL; nothing else is remembered, as
// other answers concern a place or a moment.
//
// A system call filter can answer ENOSYS and EINVAL too, and belongs to one thread. So a hint
// holds for the thread that left it; what it names is not left out but tried last; every 61st
// creation that has a hint ignores it; and once it has turned out to be wrong, none is kept for
// these flags any more.
//
// The words are written one by one. Two threads that leave hints at the same time may get each
// other's, until the next creation that ignores it.

#ifndef ANONSHM_HINTS_H
#define ANONSHM_HINTS_H

#include "../system/system.h"
#include "atomic.h"
#include "progress.h"

namespace anonshm {

constexpr unsigned hint_period = 61;

struct hint {
    volatile unsigned refused;
    volatile unsigned thread; // whose it is
    volatile unsigned age;    // creations that had it
};

extern hint hints[flag_combinations];

constexpr unsigned proved_wrong = 1u << 31;
static_assert(proved_wrong > method_bit(method_count - 1), "the bits of progress.h reach it");

// What is expected to be refused. Without a hint nothing is written, so that the cache line
// stays shared between the processors.
inline unsigned recall(hint &about) {
    const unsigned refused = load(about.refused) & ~proved_wrong;
    if (refused == 0 || load(about.thread) != sys_thread())
        return 0;
    return (increment(about.age) + 1) % hint_period == 0 ? 0 : refused;
}

inline void learn(hint &about, const progress &from) {
    const unsigned before = load(about.refused);
    if (before == proved_wrong || (before | from.lasting) == 0)
        return;
    const unsigned thread = sys_thread();
    const bool is_ours = load(about.thread) == thread;
    unsigned now = from.lasting | (is_ours ? before & ~from.tried : 0);
    if ((before & from.served) != 0)
        now = proved_wrong;
    if (now != before)
        store(about.refused, now);
    if (!is_ours)
        store(about.thread, thread);
}

} // namespace anonshm

#endif
