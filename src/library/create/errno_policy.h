// SPDX-License-Identifier: MIT
// The errno policy: what to do next when a method could not create the object.

#ifndef ANONSHM_ERRNO_POLICY_H
#define ANONSHM_ERRNO_POLICY_H

#include "../../../probes/toolchain/feature_macros.h"

#include <errno.h>

namespace anonshm {

enum class action {
    weaker_flags,   // the same method with fewer optional flags; with none left, next_method
    next_method,    // after its other directories, if it has any
    next_directory, // this one is full; then the next method
    new_name,       // a bounded number of times, then the next method
    stop,           // report at once: another method would only hide it
};

// EINTR never gets here: system/again.h.
action action_for(int error);

} // namespace anonshm

#endif
