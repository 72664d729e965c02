// shm_open(3) under a random name that is removed at once. A process killed in between leaves
// an empty object behind; nothing else does.

#include "../../system/again.h"
#include "../../system/system.h"
#include "../errno_policy.h"
#include "../method.h"
#include "../posix/name.h"
#include "../posix/shm.h"

namespace anonshm {

// POSIX's own three, as others are refused: O_CLOEXEC by Cygwin and RTEMS, O_NOFOLLOW by
// FreeBSD, Cygwin and RTEMS. Where O_CLOEXEC is taken it closes a window: DragonFly and illumos
// set the flag only after the open. O_EXCL follows no link (open(2)).
#if ANONSHM_SHM_OPEN_ACCEPTS_CLOEXEC
constexpr int open_flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
#else
constexpr int open_flags = O_RDWR | O_CREAT | O_EXCL;
#endif

anonshm_handle by_shm_open(const request &wanted) {
    for (int i = 0; i < name_tries; ++i) {
        name made;
        if (!make_name(made))
            return -1;
        const int fd =
            again([&] { return sys_shm_open(made.text, open_flags, wanted.file_mode()); });
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
