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

// How many values request::flags can have.
constexpr unsigned flag_combinations = ANONSHM_SIZED * 2;

struct request {
    unsigned flags;
    size_t size; // with ANONSHM_SIZED

    // Execute bits for the owner if requested; no other user could open the name anyway.
    unsigned file_mode() const { return flags & ANONSHM_EXEC ? 0700 : 0600; }
};

} // namespace anonshm

#endif
