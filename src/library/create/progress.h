// SPDX-License-Identifier: MIT
// What one creation has found out so far; the methods read it and add to it.

#ifndef ANONSHM_PROGRESS_H
#define ANONSHM_PROGRESS_H

#include "request.h"

#include "anonshm_methods.h"

#include <errno.h>
#include <stddef.h>

namespace anonshm {

// Every method that there is has a number, compiled in or not.
#define ANONSHM_NUMBER(name, needs, offers, description) number_of_##name,
enum method_number : unsigned { ANONSHM_METHODS(ANONSHM_NUMBER) method_count };
#undef ANONSHM_NUMBER

// Bits for what can be refused: the flag sets of memfd_create(2), then the methods.
constexpr unsigned memfd_flag_sets = 4;
constexpr unsigned all_flag_sets = (1u << memfd_flag_sets) - 1;
constexpr unsigned flag_set_bit(unsigned set) {
    return 1u << set;
}
constexpr unsigned method_bit(unsigned number) {
    return 1u << (memfd_flag_sets + number);
}

struct progress {
    unsigned expected = 0;     // bits: a hint says that these are refused (hints.h)
    unsigned tried = 0;        // bits
    unsigned lasting = 0;      // bits: refused in a way that may be remembered
    unsigned served = 0;       // bits: what the object was created by
    unsigned refused_sets = 0; // flag sets that are not tried again, by whatever method
    bool nothing_left = false; // the method has made no call: all it could try was refused

    // The errno with which a name could not be removed; 0: none so far. No other name is made
    // by this creation then, as it would stay as well.
    int name_stays = 0;

    // The call that refused a place, or an object which had been created, and its errno.
    const char *refusing_call = nullptr;
    int refusing_error = 0;

    // For a method that returns -1 with this errno: the call to blame, or null if that is the
    // one which creates the object. Of several directories it is one that had that errno.
    const char *blamed_for(int error) const {
        return error == refusing_error ? refusing_call : nullptr;
    }
};

// Records that this call has refused a place before the object was created, or the object
// afterwards: with errno, which stays.
inline void blame(const request &wanted, const char *call) {
    wanted.so_far->refusing_call = call;
    wanted.so_far->refusing_error = errno;
}

} // namespace anonshm

#endif
