// SPDX-License-Identifier: MIT
#include "readonly.h"

#if defined __FreeBSD__
# include <sys/capsicum.h>
#endif

namespace anonshm {

#if defined __linux__
int sys_open_empty_path(int fd) {
    constexpr int o_emptypath = 1 << 26; // Linux 7.2; before, an empty path is ENOENT
    return openat(fd, "", O_RDONLY | O_CLOEXEC | o_emptypath);
}
#endif

#if defined __FreeBSD__
int sys_duplicate(int fd) {
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

int sys_limit_to_reading(int fd) {
    cap_rights_t rights;
    cap_rights_init(&rights, CAP_READ, CAP_SEEK, CAP_MMAP_RX, CAP_FSTAT, CAP_FSTATFS, CAP_FCNTL,
                    CAP_EVENT);
    return cap_rights_limit(fd, &rights);
}
#endif

} // namespace anonshm
