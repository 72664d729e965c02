// SPDX-License-Identifier: MIT
// What a caller requests.

#ifndef ANONSHM_REQUEST_H
#define ANONSHM_REQUEST_H

#include <anonshm/anonshm.h>

// Beside the public flags: a size is given. Only anonshm_create() sets it; some methods need it
// (anonshm_methods.h).
#define ANONSHM_SIZED (ANONSHM_ALL_FLAGS + 1u)

namespace anonshm {

static_assert((ANONSHM_ALL_FLAGS & ANONSHM_SIZED) == 0,
              "the flags in anonshm.h are adjacent bits, from 0x1 on");

// The flags that some system serves, less those that this one has nothing for. Huge pages:
// NetBSD's 0x4 is MFD_CLOFORK, and NuttX ignores its MFD_HUGETLB.
#if defined __linux__ || defined __FreeBSD__
constexpr unsigned platform_flags = ANONSHM_ALL_FLAGS;
#else
constexpr unsigned platform_flags = ANONSHM_ALL_FLAGS & ~ANONSHM_HUGE;
#endif

// How many values request::flags can have.
constexpr unsigned flag_combinations = ANONSHM_SIZED * 2;

struct progress;

struct request {
    unsigned flags;
    size_t size;                // with ANONSHM_SIZED
    progress *so_far = nullptr; // of this creation; never null in a method

    // Execute bits for the owner if requested; no other user could open the name anyway.
    unsigned file_mode() const { return flags & ANONSHM_EXEC ? 0700 : 0600; }
};

} // namespace anonshm

#endif
