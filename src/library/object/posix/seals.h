// SPDX-License-Identifier: MIT
// The seals of the interface and those of the system.

#ifndef ANONSHM_SEALS_H
#define ANONSHM_SEALS_H

#include "../../system/system.h"

namespace anonshm {

// Linux's numbers, which headers lack for years: glibc has F_SEAL_EXEC since 2.39, musl 1.2.6
// not yet. A header's own number counts where it has the name. What a system does not know it
// refuses with EINVAL.
#if defined F_SEAL_SEAL
constexpr unsigned seal_seal = F_SEAL_SEAL, seal_shrink = F_SEAL_SHRINK;
constexpr unsigned seal_grow = F_SEAL_GROW, seal_write = F_SEAL_WRITE;
#else
constexpr unsigned seal_seal = 0x1, seal_shrink = 0x2, seal_grow = 0x4, seal_write = 0x8;
#endif
#if defined F_SEAL_FUTURE_WRITE
constexpr unsigned seal_future_write = F_SEAL_FUTURE_WRITE;
#else
constexpr unsigned seal_future_write = 0x10;
#endif
#if defined F_SEAL_EXEC
constexpr unsigned seal_exec = F_SEAL_EXEC;
#else
constexpr unsigned seal_exec = 0x20;
#endif

constexpr struct seal_names {
    unsigned ours;
    unsigned of_the_system;
} all_seals[] = {
    {ANONSHM_SEAL_SEAL, seal_seal},
    {ANONSHM_SEAL_SHRINK, seal_shrink},
    {ANONSHM_SEAL_GROW, seal_grow},
    {ANONSHM_SEAL_WRITE, seal_write},
    {ANONSHM_SEAL_FUTURE_WRITE, seal_future_write},
    {ANONSHM_SEAL_EXEC, seal_exec},
};

constexpr int system_seals(unsigned seals) {
    unsigned result = 0;
    for (const seal_names &each : all_seals)
        result |= (seals & each.ours) != 0 ? each.of_the_system : 0;
    return static_cast<int>(result);
}

constexpr unsigned our_seals(int seals) {
    unsigned result = 0;
    for (const seal_names &each : all_seals)
        result |= (static_cast<unsigned>(seals) & each.of_the_system) != 0 ? each.ours : 0;
    return result;
}

} // namespace anonshm

#endif
