// SPDX-License-Identifier: MIT
// May O_NOFOLLOW be passed to shm_open?
//
// FreeBSD and Cygwin refuse it (EINVAL).
// Sources: freebsd sys/kern/uipc_shm.c; cygwin posix_ipc.cc.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_open_accepts_nofollow(void) {
#if defined O_NOFOLLOW
    return accepts_flag(O_NOFOLLOW);
#else
    return no("the headers have no O_NOFOLLOW");
#endif
}

ANONSHM_PROBE_END
