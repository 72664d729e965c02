/* SPDX-License-Identifier: MIT */
/*
 * ring_put PATH: makes a ring, listens at a socket of that path, hands the ring to the first
 * program that connects (ring_take), and puts standard input into it.
 */

#include "connection.h"
#include "shared_ring.h"

#include <stdio.h>

static int fail(const char *what) {
    fprintf(stderr, "ring_put: %s: %s\n", what, strerror(errno));
    return 1;
}

/* tutorial: put */
static int put_all(struct ring *ring) {
    char *at;
    for (;;) {
        ssize_t room = ring_wait(ring, 1, &at);
        if (room == -1)
            return fail("the ring");
        ssize_t size = read(0, at, (size_t)room);
        ring_move(ring, size > 0 ? (size_t)size : 0, 0, size <= 0);
        if (size <= 0)
            return size == 0 ? 0 : fail("standard input");
    }
}
/* tutorial ends */

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: ring_put PATH\n");
        return 2;
    }
    /* tutorial: offer */
    struct ring ring;
    int objects[2];
    if (ring_make(&ring, objects, 65536) == -1)
        return fail("cannot make a ring");
    int connection = connection_at(argv[1]);
    if (connection == -1)
        return fail(argv[1]);
    if (anonshm_send(connection, "", 1, objects, 2) == -1)
        return fail("anonshm_send");
    return put_all(&ring);
    /* tutorial ends */
}
