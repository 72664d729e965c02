/* SPDX-License-Identifier: MIT */
/*
 * many_threads METHOD FLAGS THREADS TIMES: every thread opens and closes that many objects, and
 * finds errno as it left it. Exit 0: each opened, and no descriptor is left over; 1: not; 77:
 * the method does not serve. The method "" is the chain.
 */

#include <anonshm/anonshm.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { most_threads = 64 };

static const char *method;
static unsigned flags;
static int times;

static int open_one(void) {
    return method[0] == '\0' ? anonshm_open(flags) : anonshm_open_method(method, flags);
}

/* NULL, or the errno that should not have been. */
static void *open_many(void *unused) {
    int i;
    (void)unused;
    for (i = 0; i < times; ++i) {
        int fd;
        errno = ERANGE;
        fd = open_one();
        if (fd == -1 || errno != ERANGE)
            return (void *)(long)errno;
        close(fd);
    }
    return NULL;
}

static int count_open(void) {
    int fd, found = 0;
    for (fd = 0; fd < 1024; ++fd)
        found += fcntl(fd, F_GETFD) != -1;
    return found;
}

int main(int count, char **arguments) {
    pthread_t opening[most_threads];
    int i, threads, before, wrong = 0;
    if (count != 5)
        return 2;
    method = arguments[1];
    flags = (unsigned)strtoul(arguments[2], NULL, 0);
    threads = atoi(arguments[3]);
    times = atoi(arguments[4]);
    before = count_open();
    i = open_one();
    if (i == -1)
        return 77;
    close(i);

    for (i = 0; i < threads && i < most_threads; ++i)
        pthread_create(&opening[i], NULL, open_many, NULL);
    while (i-- > 0) {
        void *error;
        pthread_join(opening[i], &error);
        if (error != NULL)
            wrong = (int)(long)error;
    }
    if (wrong != 0)
        fprintf(stderr, "%s: %s\n", method, strerror(wrong));
    return wrong != 0 || count_open() != before;
}
