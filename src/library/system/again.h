// SPDX-License-Identifier: MIT
// Repeats a call that a signal has interrupted.

#ifndef ANONSHM_AGAIN_H
#define ANONSHM_AGAIN_H

#include "../../../probes/toolchain/feature_macros.h"

#include <errno.h>

namespace anonshm {

// No caller of the library sees EINTR, so that every call that a signal can interrupt goes
// through here.
template <class function>
auto again(function call) {
    decltype(call()) result; // int or long
    do
        result = call();
    while (result == -1 && errno == EINTR);
    return result;
}

} // namespace anonshm

#endif
