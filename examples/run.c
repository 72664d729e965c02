/* SPDX-License-Identifier: MIT */
/*
 * run STRING PROGRAM [ARGUMENT...]: executes the program with an object that holds the string
 * as its descriptor 3, and ends as it does.
 */

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what) {
    fprintf(stderr, "run: %s: %s\n", what, strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: run STRING PROGRAM [ARGUMENT...]\n");
        return 2;
    }
    size_t size = strlen(argv[1]);
    int object = anonshm_create(size, 0);
    if (object == -1)
        return fail("anonshm_create");
    char *memory = anonshm_map(object, 0, size, ANONSHM_READ | ANONSHM_WRITE);
    if (memory == NULL)
        return fail("anonshm_map");
    memcpy(memory, argv[1], size);
    pid_t child = fork();
    if (child == 0) { /* here, and in no other process, it is no longer closed on exec */
        if (anonshm_inherit(object, 3) == 0)
            execvp(argv[2], argv + 2);
        _exit(fail(argv[2]));
    }
    int status;
    if (child == -1 || waitpid(child, &status, 0) == -1)
        return fail("cannot start a process");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
