// SPDX-License-Identifier: MIT
// What holds for descriptors and handles alike.

#ifndef ANONSHM_HANDLE_H
#define ANONSHM_HANDLE_H

#include "system/system.h"

#include <errno.h>

namespace anonshm {

// Closes the object, with errno as it was.
inline anonshm_handle discard(anonshm_handle object) {
    const int error = errno;
    sys_close(object);
    errno = error;
    return ANONSHM_INVALID_HANDLE;
}

// Nothing is opened.
inline anonshm_handle fail_with(int error) {
    errno = error;
    return ANONSHM_INVALID_HANDLE;
}

} // namespace anonshm

#endif
