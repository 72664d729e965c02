/* SPDX-License-Identifier: MIT */
/*
 * How two programs meet: at a Unix domain socket of a path that both are told.
 */

#ifndef EXAMPLES_CONNECTION_H
#define EXAMPLES_CONNECTION_H

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static inline int connection_address(struct sockaddr_un *address, const char *path) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

/* With the first program that connects. */
static inline int connection_at(const char *path) {
    struct sockaddr_un address;
    if (connection_address(&address, path) == -1)
        return -1;
    int listening = socket(AF_UNIX, SOCK_STREAM, 0);
    if (listening == -1 || bind(listening, (struct sockaddr *)&address, sizeof address) == -1)
        return -1;
    int connection = listen(listening, 1) == 0 ? accept(listening, NULL, NULL) : -1;
    unlink(path);
    close(listening);
    return connection;
}

/* With the program that listens there. */
static inline int connection_to(const char *path) {
    struct sockaddr_un address;
    if (connection_address(&address, path) == -1)
        return -1;
    int connection = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connection == -1 ||
        connect(connection, (struct sockaddr *)&address, sizeof address) == -1)
        return -1;
    return connection;
}

#endif
