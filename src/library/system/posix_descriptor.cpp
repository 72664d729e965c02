// SPDX-License-Identifier: MIT
#include "bare_calls.h"
#include "system.h"

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#if defined __linux__
# include <sys/syscall.h>
#endif

namespace anonshm {

int sys_open(const char *path, int flags, unsigned mode) {
    return open(path, flags, static_cast<mode_t>(mode));
}

int sys_close(anonshm_handle object) {
    return close(object);
}

int sys_read(int fd, void *buffer, size_t size) {
    return static_cast<int>(read(fd, buffer, size));
}

int sys_fchmod(int fd, unsigned mode) {
    return fchmod(fd, static_cast<mode_t>(mode));
}

#if ANONSHM_BARE_CALLS && defined SYS_fcntl
static int call_fcntl(int fd, int command, int argument = 0) {
    return static_cast<int>(syscall(SYS_fcntl, fd, command, argument));
}
#else
static int call_fcntl(int fd, int command, int argument = 0) {
    return fcntl(fd, command, argument);
}
#endif

int sys_access_mode(int fd) {
#if defined O_PATH // is no access at all
    constexpr int access = O_ACCMODE | O_PATH;
#else
    constexpr int access = O_ACCMODE;
#endif
    const int flags = call_fcntl(fd, F_GETFL);
    return flags == -1 ? -1 : flags & access; // Hurd: O_RDONLY is 1, O_RDWR 3
}

int sys_set_close_on_exec(int fd) {
    return call_fcntl(fd, F_SETFD, FD_CLOEXEC);
}

int sys_keep_on_exec(int fd) {
    return call_fcntl(fd, F_SETFD, 0);
}

int sys_dup2(int fd, int number) {
    return dup2(fd, number);
}

#if !defined F_GET_SEALS // Linux's numbers, which C libraries had not before glibc 2.27;
                         // elsewhere EINVAL
# define F_GET_SEALS (1024 + 10)
# define F_ADD_SEALS (1024 + 9)
#endif
int sys_get_seals(int fd) {
    return call_fcntl(fd, F_GET_SEALS);
}
int sys_add_seals(int fd, int seals) {
    return call_fcntl(fd, F_ADD_SEALS, seals);
}

} // namespace anonshm
