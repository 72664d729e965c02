/* SPDX-License-Identifier: MIT */
/* flags <flags of anonshm_open_method>: what memfd_create is called with, a line for each call.
 * It is defined here, in front of the libc's, and takes any flags. */

#define _GNU_SOURCE

#include <anonshm/anonshm.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int memfd_create(const char *name, unsigned flags) {
    printf("%#x\n", flags);
    return (int)syscall(SYS_memfd_create, name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
}

int main(int argc, char **argv) {
    if (argc != 2)
        return 2;
    int fd = anonshm_open_method("memfd_create", (unsigned)strtoul(argv[1], NULL, 0));
    puts(fd != -1 ? "ok" : errno == ENOTSUP ? "ENOTSUP" : "another errno");
    return 0;
}
