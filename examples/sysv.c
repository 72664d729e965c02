/* SPDX-License-Identifier: MIT */
/*
 * sysv STRING: the counterpart with System V shared memory. A child writes the string to a
 * segment, and the parent prints it. The segment is marked for removal as soon as it is
 * attached, so that it goes with the last process that has it.
 *
 * It has no descriptor: only children can have it once it is marked, and it cannot be sealed,
 * resized, or passed through a socket.
 */

#define _XOPEN_SOURCE 700

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what) {
    fprintf(stderr, "sysv: %s: %s\n", what, strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: sysv STRING\n");
        return 2;
    }
    const size_t size = strlen(argv[1]) + 1;
    const int segment = shmget(IPC_PRIVATE, size, IPC_CREAT | 0600);
    if (segment == -1)
        return fail("shmget");
    char *memory = shmat(segment, NULL, 0);
    const int error = errno;
    shmctl(segment, IPC_RMID, NULL);
    errno = error;
    if (memory == (void *)-1)
        return fail("shmat");
    const pid_t child = fork();
    if (child == 0) {
        memcpy(memory, argv[1], size);
        _exit(0);
    }
    if (child == -1 || waitpid(child, NULL, 0) == -1)
        return fail("fork");
    puts(memory);
    return shmdt(memory) == 0 ? 0 : fail("shmdt");
}
