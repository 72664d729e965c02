// SPDX-License-Identifier: MIT
// Whether the kernel enforces the seals that it accepts.

#ifndef ANONSHM_ENFORCEMENT_H
#define ANONSHM_ENFORCEMENT_H

#include "../../system/system.h"

namespace anonshm {

// Of objects of the kind that this one is. 0, or -1 and errno: ENOTSUP: one of them is not, or
// it cannot be found out; EMFILE, ENFILE or ENOMEM: not now.
int are_enforced(int fd, unsigned seals);

} // namespace anonshm

#endif
