// SPDX-License-Identifier: MIT
// May O_CLOEXEC be passed to shm_open?
//
// POSIX.1-2008 allows O_RDWR, O_CREAT, O_EXCL and O_TRUNC and sets close-on-exec itself. Cygwin
// refuses the flag (EINVAL); on DragonFly and illumos, which set close-on-exec only after the
// open, it closes the window in between.
// Sources: cygwin posix_ipc.cc; dragonfly lib/libc/gen/posixshm.c; illumos pos4obj.c.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_open_accepts_cloexec(void) {
#if defined O_CLOEXEC
    return accepts_flag(O_CLOEXEC);
#else
    return no("the headers have no O_CLOEXEC");
#endif
}

ANONSHM_PROBE_END
