// SPDX-License-Identifier: MIT
// May O_NOFOLLOW be passed to shm_open?
//
// FreeBSD and Cygwin refuse it (EINVAL).
// Sources: freebsd sys/kern/uipc_shm.c; cygwin posix_ipc.cc.

#include "../support/object.h"

namespace anonshm_probe {

answer shm_open_accepts_nofollow() {
#if defined O_NOFOLLOW
    return accepts_flag(O_NOFOLLOW);
#else
    return result("false", "%s", "the headers have no O_NOFOLLOW");
#endif
}

} // namespace anonshm_probe
