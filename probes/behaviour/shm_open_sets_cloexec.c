// SPDX-License-Identifier: MIT
// Is the new descriptor closed on exec unless requested otherwise?
//
// POSIX says so. DragonFly before 5.6, Haiku from 2017 to 2022 and Redox did not.
// Sources: POSIX.1-2024 shm_open; haiku 140013f27a; redox relibc.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_open_sets_cloexec(void) {
    const int fd = nameless_object();
    return yes_or_no((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
}

ANONSHM_PROBE_END
