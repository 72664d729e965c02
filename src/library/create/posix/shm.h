// SPDX-License-Identifier: MIT
// What the methods that give an object a name in shm_open's own name space have in common.

#ifndef ANONSHM_SHM_H
#define ANONSHM_SHM_H

#include "../request.h"

namespace anonshm {

// Whether to create an object, as far as that can be known before. False, with errno.
bool may_open_shm(const request &wanted);

// Removes the name of a new object and brings the object into the normal form. If the name
// cannot be removed the object is given up, and no other name is made for this request: -1,
// with the errno of shm_unlink.
int claim_shm(int fd, const char *name, const request &wanted);

// Removes a name that may be there, after a failure: -1, with errno as it was.
int give_up_shm(const char *name);

} // namespace anonshm

#endif
