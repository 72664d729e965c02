/* SPDX-License-Identifier: MIT */
/*
 * open_names FLAGS: opens and unlinks every name of standard input, one line of hexadecimal
 * digits each, and prints the errno of shm_open, the status flags of the descriptor and the
 * errno of shm_unlink.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(int argc, char **argv) {
    static char line[20000], name[10000];
    const int flags = argc == 2 ? atoi(argv[1]) : 0;
    while (fgets(line, sizeof line, stdin)) {
        const size_t size = strcspn(line, "\n") / 2;
        memset(name, 0, sizeof name);
        for (size_t i = 0; i < size; i++) {
            unsigned byte;
            sscanf(line + 2 * i, "%2x", &byte);
            name[i] = (char)byte;
        }
        const int fd = shm_open(name, flags, 0600);
        printf("%d %x ", fd == -1 ? errno : 0, fd == -1 ? 0 : (unsigned)fcntl(fd, F_GETFL));
        if (fd != -1)
            close(fd);
        printf("%d\n", shm_unlink(name) == -1 ? errno : 0);
    }
    return 0;
}
