/* SPDX-License-Identifier: MIT */
/*
 * read PATH: connects to the socket of that path (the program offer), receives an object, and
 * prints what it holds.
 *
 * read: the same with the object that is open as descriptor 3 (the program run).
 */

#include "connection.h"

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *what) {
    fprintf(stderr, "read: %s: %s\n", what, strerror(errno));
    return 1;
}

/* tutorial: receive */
static int received_from(int connection) {
    char data;
    int object;
    size_t count = 1; /* the sender may send none, or try to send more */
    if (anonshm_receive(connection, &data, 1, &object, &count) == -1)
        return -1;
    errno = ENOMSG;
    return count == 1 ? object : -1;
}

/* It may be of any kind and size. */
static const char *mapped(int object, uint64_t *size) {
    if (anonshm_check(object, 1, ANONSHM_READABLE) == -1 || anonshm_size(object, size) == -1)
        return NULL;
    return anonshm_map(object, 0, (size_t)*size, ANONSHM_READ);
}
/* tutorial ends */

static int print(int object) {
    uint64_t size;
    const char *text = mapped(object, &size);
    if (text == NULL)
        return fail("no object with contents");
    fwrite(text, 1, (size_t)size, stdout);
    putchar('\n');
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 2) {
        fprintf(stderr, "usage: read [PATH]\n");
        return 2;
    }
    if (argc == 1)
        return print(3);
    int connection = connection_to(argv[1]);
    int object = connection == -1 ? -1 : received_from(connection);
    return object == -1 ? fail(argv[1]) : print(object);
}
