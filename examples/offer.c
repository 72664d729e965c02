/* SPDX-License-Identifier: MIT */
/*
 * offer PATH STRING: makes an object that holds the string, listens at a socket of that path,
 * and hands the object to the first program that connects. The program read takes it.
 */

#include "connection.h"

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *what) {
    fprintf(stderr, "offer: %s: %s\n", what, strerror(errno));
    return 1;
}

/* tutorial: create */
static int object_with(const char *text) {
    size_t size = strlen(text);
    int object = anonshm_create(size, 0);
    if (object == -1)
        return -1;
    char *memory = anonshm_map(object, 0, size, ANONSHM_READ | ANONSHM_WRITE);
    if (memory == NULL)
        return -1;
    memcpy(memory, text, size);
    anonshm_unmap(memory, size);
    /* So that no reader meets a SIGBUS; not every system has seals. */
    anonshm_seal(object, ANONSHM_SEAL_SHRINK);
    return object;
}
/* tutorial ends */

int main(int argc, char **argv) {
    if (argc != 3 || argv[2][0] == '\0') {
        fprintf(stderr, "usage: offer PATH STRING\n");
        return 2;
    }
    int object = object_with(argv[2]);
    if (object == -1)
        return fail("cannot make an object");
    int connection = connection_at(argv[1]);
    if (connection == -1)
        return fail(argv[1]);
    /* README: send */
    /* At least one byte has to go with a descriptor. */
    if (anonshm_send(connection, "", 1, &object, 1) == -1)
        return fail("anonshm_send");
    /* README ends */
    return 0;
}
