/* SPDX-License-Identifier: MIT */
/*
 * Cancels threads while they create objects.
 *
 *   cancel pending METHOD FLAGS         a cancellation is pending when the call begins
 *   cancel anywhere METHOD FLAGS TIMES  at any moment of it, TIMES threads
 *
 * METHOD "" is anonshm_open(). One line of JSON: how many descriptors are open afterwards that
 * were not before, and of the pending case whether the call returned. Exit 3: the method does
 * not serve.
 */
#define _GNU_SOURCE
#include <anonshm/anonshm.h>

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *method;
static unsigned flags;
static volatile int held = -1; /* what the thread has got */
static volatile int returned;
static sem_t started;

static int create(void) {
    return *method ? anonshm_open_method(method, flags) : anonshm_open(flags);
}

static int descriptors(void) {
    int open = 0;
    for (int fd = 0; fd < 1024; fd++)
        open += lseek(fd, 0, SEEK_CUR) != -1 || errno != EBADF;
    return open;
}

/* close(2) is a cancellation point itself. */
static void close_held(void) {
    int state;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
    close(held);
    held = -1;
    pthread_setcancelstate(state, &state);
}

static void *with_one_pending(void *unused) {
    int type;
    pthread_cancel(pthread_self());
    held = create();
    returned = 1;
    pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &type);
    pthread_testcancel();
    return unused;
}

static void *all_the_time(void *unused) {
    sem_post(&started);
    for (;;) {
        held = create();
        close_held();
        pthread_testcancel();
    }
    return unused;
}

static void start(void *(*work)(void *), int spin) {
    pthread_t thread;
    void *result;
    if (pthread_create(&thread, NULL, work, NULL) != 0)
        exit(2);
    if (work == all_the_time) {
        sem_wait(&started);
        for (volatile int i = 0; i < spin; i++)
            continue;
        pthread_cancel(thread);
    }
    pthread_join(thread, &result);
    if (result != PTHREAD_CANCELED)
        exit(2);
    if (held != -1)
        close_held();
}

int main(int argc, char **argv) {
    if (argc < 4)
        return 2;
    sem_init(&started, 0, 0);
    method = argv[2];
    flags = (unsigned)atoi(argv[3]);
    const int first = create();
    if (first == -1)
        return 3;
    close(first);
    const int before = descriptors();
    if (strcmp(argv[1], "pending") == 0)
        start(with_one_pending, 0);
    for (int i = 0; argc > 4 && i < atoi(argv[4]); i++)
        start(all_the_time, rand() % 20000);
    printf("{\"returned\": %d, \"descriptors\": %d}\n", returned, descriptors() - before);
    return 0;
}
