// SPDX-License-Identifier: MIT
// The interface to the operating system for the size of an object.

#ifndef ANONSHM_SYSTEM_SIZE_H
#define ANONSHM_SYSTEM_SIZE_H

#include "system.h"

namespace anonshm {

// EINVAL for what has no size: a directory, a device, a pipe, a socket.
int sys_size(anonshm_handle object, uint64_t *size);

} // namespace anonshm

#endif
