// SPDX-License-Identifier: MIT
// shm_open(3) under a random name that is removed at once. A process killed in between leaves
// an empty object behind; nothing else does.

#include "../../system/again.h"
#include "../../system/system.h"
#include "../errno_policy.h"
#include "../method.h"
#include "../posix/name.h"
#include "../posix/shm.h"

namespace anonshm {

// POSIX's own three, as others are refused: O_CLOEXEC by Cygwin, RTEMS and macOS 26.4,
// O_NOFOLLOW by FreeBSD, Cygwin and RTEMS. O_EXCL follows no link (open(2)).
constexpr int open_flags = O_RDWR | O_CREAT | O_EXCL;

// Where O_CLOEXEC closes a window: these set the flag only after the open. All others set it in
// one step, or take no other flag.
#if defined __DragonFly__ || defined __sun
constexpr int optional_flags = O_CLOEXEC;
#else
constexpr int optional_flags = 0;
#endif

static int open_new(const char *name, unsigned mode) {
    const int fd = again([&] { return sys_shm_open(name, open_flags | optional_flags, mode); });
    if (fd != -1 || errno != EINVAL || optional_flags == 0)
        return fd;
    return again([&] { return sys_shm_open(name, open_flags, mode); });
}

anonshm_handle by_shm_open(const request &wanted) {
    if (!may_open_shm(wanted))
        return -1;
    for (int i = 0; i < name_tries; ++i) {
        name made;
        if (!make_name(made) || !is_removable(made, sys_shm_unlink, wanted))
            return -1;
        const int fd = open_new(made.text, wanted.file_mode());
        if (fd != -1)
            return claim_shm(fd, made.text, wanted);
        // OpenBSD's refuses its own new file with EPERM where real and effective user differ,
        // and leaves it there (lib/libc/gen/shm_open.c, rev 1.7). The name is ours anyway.
        if (action_for(errno) != action::new_name)
            return give_up_shm(made.text);
    }
    return -1;
}

} // namespace anonshm
