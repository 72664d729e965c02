// SPDX-License-Identifier: MIT
// How a function that returns 0 or -1 ends.

#ifndef ANONSHM_FAIL_H
#define ANONSHM_FAIL_H

#include "system/system.h"

#include <errno.h>

namespace anonshm {

inline int fail(int error) {
    errno = error;
    return -1;
}

} // namespace anonshm

#endif
