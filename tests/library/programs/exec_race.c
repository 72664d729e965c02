/* SPDX-License-Identifier: MIT */
/*
 * exec_race METHOD FLAGS ROUNDS: threads open and close objects while the main thread forks and
 * executes. What it executes finds no open descriptor but the first three, or close-on-exec was
 * set too late. Exit 0: never found one; 1: found one; 77: the method does not serve.
 */

#define _GNU_SOURCE
#include <anonshm/anonshm.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { threads = 4, descriptors = 64 };

static const char *method;
static unsigned flags;
static int finished;

static void *open_and_close(void *unused) {
    while (!__atomic_load_n(&finished, __ATOMIC_RELAXED))
        close(anonshm_open_method(method, flags));
    return unused;
}

/* What is executed. */
static int count_inherited(void) {
    int fd, found = 0;
    for (fd = 3; fd < descriptors; ++fd)
        found += fcntl(fd, F_GETFD) != -1;
    return found;
}

static int execute(char *program) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        execl(program, program, (char *)NULL);
        _exit(127);
    }
    if (child == -1 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return 1;
    return WEXITSTATUS(status);
}

int main(int count, char **arguments) {
    pthread_t opening[threads];
    int i, rounds, fd, inherited = 0;
    if (count != 4)
        return count_inherited();
    method = arguments[1];
    flags = (unsigned)strtoul(arguments[2], NULL, 0);
    rounds = atoi(arguments[3]);

    for (fd = 3; fd < descriptors; ++fd)
        close(fd);
    fd = anonshm_open_method(method, flags);
    if (fd == -1) {
        fprintf(stderr, "%s: %s\n", method, strerror(errno));
        return 77;
    }
    close(fd);
    for (i = 0; i < threads; ++i)
        pthread_create(&opening[i], NULL, open_and_close, NULL);
    for (i = 0; i < rounds && inherited == 0; ++i)
        inherited = execute(arguments[0]);
    __atomic_store_n(&finished, 1, __ATOMIC_RELAXED);
    for (i = 0; i < threads; ++i)
        pthread_join(opening[i], NULL);
    return inherited != 0;
}
