/* SPDX-License-Identifier: MIT */
/*
 * read PATH: connects to the socket of that path (the program offer), receives an object, and
 * prints what it holds.
 *
 * read: the same with the object that is open as descriptor 3 (the program run).
 */

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int fail(const char *what) {
    fprintf(stderr, "read: %s: %s\n", what, strerror(errno));
    return 1;
}

static int received_from(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connection == -1 ||
        connect(connection, (struct sockaddr *)&address, sizeof address) == -1)
        return -1;
    char data;
    int object;
    size_t count = 1; /* the sender may send none, or try to send more */
    if (anonshm_receive(connection, &data, 1, &object, &count) == -1)
        return -1;
    errno = ENOMSG;
    return count == 1 ? object : -1;
}

static int print(int object) {
    struct stat status;
    if (fstat(object, &status) == -1 || !S_ISREG(status.st_mode) || status.st_size == 0)
        return fail("not an object with contents");
    size_t size = (size_t)status.st_size;
    const char *text = mmap(NULL, size, PROT_READ, MAP_SHARED, object, 0);
    if (text == MAP_FAILED)
        return fail("mmap");
    fwrite(text, 1, size, stdout);
    putchar('\n');
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 2) {
        fprintf(stderr, "usage: read [PATH]\n");
        return 2;
    }
    int object = argc == 2 ? received_from(argv[1]) : 3;
    return object == -1 ? fail(argv[1]) : print(object);
}
