// SPDX-License-Identifier: MIT
// What every public function that makes system calls is wrapped in.

#ifndef ANONSHM_UNCANCELLED_H
#define ANONSHM_UNCANCELLED_H

#include "system/system.h"

#include <errno.h>

namespace anonshm {

// None is a cancellation point: a thread that is cancelled half-way would leave a descriptor or
// a name behind. errno belongs to the caller as long as nothing fails. No destructor does this:
// without -fno-exceptions one would need the C++ runtime.
template <class function>
auto uncancelled(function call, decltype(call()) failure = ANONSHM_INVALID_HANDLE) {
    const int errno_before = errno;
    const int cancellation = sys_disable_cancellation();
    const auto result = call(); // a handle, int or long
    sys_restore_cancellation(cancellation);
    if (result != failure)
        errno = errno_before;
    return result;
}

} // namespace anonshm

#endif
