// SPDX-License-Identifier: MIT
#include "../system/system.h"

#include <errno.h>

#if defined _WIN32
// A section cannot be empty, and its handle is no descriptor: anonshm_create().
int shm_open_anon(void) {
    errno = ENOSYS;
    return -1;
}
#else
int shm_open_anon(void) {
    return anonshm_open(0);
}
#endif
