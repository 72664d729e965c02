// SPDX-License-Identifier: MIT
// What a caller requests.

#ifndef ANONSHM_REQUEST_H
#define ANONSHM_REQUEST_H

#include "../../../probes/toolchain/feature_macros.h"

#include <anonshm/anonshm.h>

// Beside the public flags: a size is given, which some methods need (anonshm_methods.h).
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

// The flags of a caller.
constexpr bool are_valid(unsigned flags) {
    constexpr unsigned contradiction = ANONSHM_SEALABLE | ANONSHM_NO_SEALING;
    return (flags & ~ANONSHM_ALL_FLAGS) == 0 && (flags & contradiction) != contradiction;
}

struct progress;

// A read-only descriptor of the object that is created: both or neither.
struct twin {
    anonshm_handle (*make)(anonshm_handle object); // where no method has made it by a name
    anonshm_handle made = ANONSHM_INVALID_HANDLE;
};

struct request {
    unsigned flags;
    uint64_t size;                 // with ANONSHM_SIZED
    const char *label = "anonshm"; // for a method that can show one
    unsigned page_bits = 0;        // with ANONSHM_HUGE: log2 of the page size; 0: the usual one
    twin *readonly = nullptr;      // null if none is wanted
    progress *so_far = nullptr;    // of this creation; never null in a method

    // On what no method may drop, and has one errno (ENOTSUP) if none can serve it.
    bool insists() const { return (flags & ANONSHM_SEALABLE) != 0 || page_bits != 0; }

    // Execute bits for the owner if requested; no other user could open the name anyway.
    unsigned file_mode() const { return flags & ANONSHM_EXEC ? 0700 : 0600; }
};

} // namespace anonshm

#endif
