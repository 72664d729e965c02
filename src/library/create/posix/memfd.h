// SPDX-License-Identifier: MIT
// What the two ways to memfd_create(2), by number and by name, have in common.

#ifndef ANONSHM_MEMFD_H
#define ANONSHM_MEMFD_H

#include "../request.h"

namespace anonshm {

// Creates with the strongest flags that the kernel takes, and brings what comes of it into the
// normal form. No set of flags is tried that another method was refused during this creation.
int open_memfd(const request &wanted, int (*create)(const char *name, unsigned flags));

} // namespace anonshm

#endif
