/* SPDX-License-Identifier: MIT */
/*
 * ring_take PATH: connects to the socket of that path (ring_put), receives a ring, and prints
 * what is put into it.
 */

#include "connection.h"
#include "shared_ring.h"

#include <stdio.h>

static int fail(const char *what) {
    fprintf(stderr, "ring_take: %s: %s\n", what, strerror(errno));
    return 1;
}

/* tutorial: take */
static int take_all(struct ring *ring) {
    char *at;
    for (;;) {
        ssize_t filled = ring_wait(ring, 0, &at);
        if (filled <= 0)
            return filled == 0 ? 0 : fail("the ring");
        ssize_t written = write(1, at, (size_t)filled);
        if (written == -1)
            return fail("standard output");
        ring_move(ring, 0, (size_t)written, 0);
    }
}
/* tutorial ends */

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: ring_take PATH\n");
        return 2;
    }
    /* tutorial: receive */
    int connection = connection_to(argv[1]);
    if (connection == -1)
        return fail(argv[1]);
    struct ring ring;
    int objects[2];
    size_t count = 2;
    char data;
    if (anonshm_receive(connection, &data, 1, objects, &count) == -1)
        return fail("anonshm_receive");
    if (count != 2 || ring_map(&ring, objects) == -1)
        return fail("no ring was received");
    return take_all(&ring);
    /* tutorial ends */
}
