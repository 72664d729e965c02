/* SPDX-License-Identifier: MIT */
/*
 * Passes descriptors to itself.
 *
 *   pass times N    N times, and does nothing else
 *   pass cancelled  to a thread that is cancelled while it waits for it, from a thread that is
 *                   cancelled before it sends. Exit 0: both calls returned, with the descriptor
 */

#include <anonshm/anonshm.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int ends[2];
static volatile int received = -1, has_sent, has_received;

static int pass(void) {
    int fd = -1;
    size_t count = 1;
    char data;
    if (anonshm_send(ends[0], ".", 1, &ends[0], 1) == -1 ||
        anonshm_receive(ends[1], &data, 1, &fd, &count) != 1)
        return -1;
    return close(fd);
}

static void *receive(void *unused) {
    int fd = -1;
    size_t count = 1;
    char data;
    pthread_cancel(pthread_self());
    anonshm_receive(ends[1], &data, 1, &fd, &count);
    received = fd;
    has_received = 1;
    pthread_testcancel();
    return unused;
}

static void *send_one(void *unused) {
    pthread_cancel(pthread_self());
    anonshm_send(ends[0], ".", 1, &ends[0], 1);
    has_sent = 1;
    pthread_testcancel();
    return unused;
}

static int both_return(void) {
    pthread_t receiver, sender;
    void *results[2];
    if (pthread_create(&receiver, NULL, receive, NULL) != 0 ||
        pthread_create(&sender, NULL, send_one, NULL) != 0)
        return 0;
    pthread_join(receiver, &results[0]);
    pthread_join(sender, &results[1]);
    return has_sent && has_received && received != -1 && results[0] == PTHREAD_CANCELED &&
           results[1] == PTHREAD_CANCELED;
}

int main(int argc, char **argv) {
    if (argc < 2 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
        return 2;
    if (strcmp(argv[1], "cancelled") == 0)
        return !both_return();
    for (int n = argc > 2 ? atoi(argv[2]) : 0; n > 0; n--)
        if (pass() == -1)
            return 1;
    return 0;
}
