// SPDX-License-Identifier: MIT
// May O_CLOEXEC be passed to shm_open?
//
// POSIX.1-2008 allows O_RDWR, O_CREAT, O_EXCL and O_TRUNC and sets close-on-exec itself. Cygwin
// refuses the flag (EINVAL); on DragonFly and illumos, which set close-on-exec only after the
// open, it closes the window in between.
// Sources: cygwin posix_ipc.cc; dragonfly lib/libc/gen/posixshm.c; illumos pos4obj.c.

#include "../support/object.h"

namespace anonshm_probe {

answer shm_open_accepts_cloexec() {
#if defined O_CLOEXEC
    return accepts_flag(O_CLOEXEC);
#else
    return result("false", "%s", "the headers have no O_CLOEXEC");
#endif
}

} // namespace anonshm_probe
