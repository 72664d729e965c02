/* SPDX-License-Identifier: MIT */
/*
 * file TEMPLATE STRING: the counterpart with a file. A child writes the string to memory that
 * is a file, whose name (a template that ends with XXXXXX) is removed as soon as it is made;
 * the parent prints it.
 *
 * The library's own files are better where it can be: they never had a name, and are in memory.
 */

#define _XOPEN_SOURCE 700

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what) {
    fprintf(stderr, "file: %s: %s\n", what, strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: file TEMPLATE STRING\n");
        return 2;
    }
    const size_t size = strlen(argv[2]) + 1;
    int object = mkstemp(argv[1]);
    if (object == -1)
        return fail("mkstemp");
    if (unlink(argv[1]) == -1 || anonshm_resize(object, size) == -1)
        return fail(argv[1]);
    char *memory = anonshm_map(object, 0, size, ANONSHM_READ | ANONSHM_WRITE);
    if (memory == NULL)
        return fail("anonshm_map");
    close(object);
    const pid_t child = fork();
    if (child == 0) {
        memcpy(memory, argv[2], size);
        _exit(0);
    }
    if (child == -1 || waitpid(child, NULL, 0) == -1)
        return fail("fork");
    puts(memory);
    return anonshm_unmap(memory, size) == 0 ? 0 : fail("anonshm_unmap");
}
