/* SPDX-License-Identifier: MIT */
/*
 * What the library does here, by its own calls and by attempt: name=value lines. A value that
 * the machine does not reveal is left out.
 */

#define _GNU_SOURCE
#include <anonshm/anonshm.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

static void print_method(void) {
    struct anonshm_attempt attempts[ANONSHM_MAX_ATTEMPTS];
    size_t count = ANONSHM_MAX_ATTEMPTS;
    const int fd = anonshm_open_traced(0, attempts, &count);
    if (fd != -1)
        printf("method=%s\n", attempts[count - 1].method);
    close(fd);
}

static void print_directory(int fd) {
    char shown_at[64], target[4096] = "";
    snprintf(shown_at, sizeof shown_at, "/proc/self/fd/%d", fd);
    if (readlink(shown_at, target, sizeof target - 1) == -1)
        return;
    char *const name = strrchr(target, '/');
    *name = '\0';
    printf("directory=%s\n", target);
}

int main(void) {
    const int fd = shm_open_anon();
    if (fd == -1) {
        printf("errno=%d\n", errno);
        return 0;
    }
    print_directory(fd);
    struct statfs on;
    if (fstatfs(fd, &on) == 0)
        printf("type=%#lx\nblocks=%llu\nblock_size=%llu\n", (unsigned long)on.f_type,
               (unsigned long long)on.f_blocks, (unsigned long long)on.f_frsize);
    /* By attempt: the kernel refuses it for a file that is not executable, or of such a mount.
     */
    printf("executable=%d\n", syscall(__NR_faccessat2, fd, "", X_OK, AT_EMPTY_PATH) == 0);
    printf("sealable=%d\n", fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK) == 0);
    close(fd); /* it may be the last descriptor that there is */
    print_method();
    return 0;
}
