// SPDX-License-Identifier: MIT
#include "bare_calls.h"
#include "system.h"

#include <sys/stat.h>
#include <unistd.h>
#if defined __linux__
# include <sys/syscall.h>
#endif

namespace anonshm {

static int take_status(int result, const struct stat &from, file_status *to) {
    if (result == 0)
        *to = {static_cast<unsigned>(from.st_mode),
               static_cast<unsigned long>(from.st_uid),
               static_cast<uint64_t>(from.st_size),
               static_cast<uint64_t>(from.st_blocks) * 512, // whatever st_blksize is: stat(2)
               static_cast<uint64_t>(from.st_blksize),
               static_cast<unsigned long>(from.st_nlink),
               static_cast<uint64_t>(from.st_dev),
               static_cast<uint64_t>(from.st_ino)};
    return result;
}

// Where glibc's struct stat is the kernel's.
#if ANONSHM_BARE_CALLS && defined __LP64__ &&                                                  \
    (defined __x86_64__ || defined __aarch64__ || defined __s390x__)
static int call_fstat(int fd, struct stat *found) {
    return static_cast<int>(syscall(SYS_fstat, fd, found));
}
static int call_stat(const char *path, struct stat *found) {
    return static_cast<int>(syscall(SYS_newfstatat, AT_FDCWD, path, found, 0));
}
#elif ANONSHM_BARE_CALLS && (defined __i386__ || defined __arm__) && !defined __USE_TIME_BITS64
static int call_fstat(int fd, struct stat *found) {
    return static_cast<int>(syscall(SYS_fstat64, fd, found));
}
static int call_stat(const char *path, struct stat *found) {
    return static_cast<int>(syscall(SYS_stat64, path, found));
}
#else
static int call_fstat(int fd, struct stat *found) {
    return fstat(fd, found);
}
static int call_stat(const char *path, struct stat *found) {
    return stat(path, found);
}
#endif

int sys_fstat(int fd, file_status *status) {
    struct stat found;
    return take_status(call_fstat(fd, &found), found, status);
}

int sys_stat(const char *path, file_status *status) {
    struct stat found;
    return take_status(call_stat(path, &found), found, status);
}

} // namespace anonshm
