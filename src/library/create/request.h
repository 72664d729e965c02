// What a caller asks for.

#ifndef ANONSHM_REQUEST_H
#define ANONSHM_REQUEST_H

#include <anonshm/anonshm.h>

namespace anonshm {

constexpr unsigned all_flags =
    ANONSHM_EXEC | ANONSHM_HUGE | ANONSHM_NO_SEALING | ANONSHM_ALLOW_DISK;
constexpr unsigned flag_sized = all_flags + 1; // set by anonshm_create alone
constexpr unsigned flag_sets = flag_sized * 2;

struct request {
    unsigned flags;
    size_t size; // with flag_sized

    // Execute bits for the owner if asked for; nobody else could open the name anyway.
    unsigned file_mode() const { return flags & ANONSHM_EXEC ? 0700 : 0600; }
};

} // namespace anonshm

#endif
