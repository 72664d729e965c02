/* SPDX-License-Identifier: MIT */
/*
 * write NUMBER STRING: writes the string to the object that is open as descriptor NUMBER,
 * passed on by the process that started the program. The object becomes as long as the string.
 */

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fail(const char *what) {
    fprintf(stderr, "write: %s: %s\n", what, strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 3 || argv[2][0] == '\0') {
        fprintf(stderr, "usage: write NUMBER STRING\n");
        return 2;
    }
    int object = atoi(argv[1]);
    size_t size = strlen(argv[2]);
    if (anonshm_resize(object, size) == -1)
        return fail("anonshm_resize");
    char *memory = anonshm_map(object, 0, size, ANONSHM_READ | ANONSHM_WRITE);
    if (memory == NULL)
        return fail("anonshm_map");
    close(object); /* the mapping stays */
    memcpy(memory, argv[2], size);
    return anonshm_unmap(memory, size) == 0 ? 0 : fail("anonshm_unmap");
}
