/* SPDX-License-Identifier: MIT */
/*
 * create SIZE: makes an object of that many bytes and prints how large it is.
 */

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: create SIZE\n");
        return 2;
    }
    int object = anonshm_create(strtoull(argv[1], NULL, 10), 0);
    struct stat status;
    if (object == -1 || fstat(object, &status) == -1) {
        fprintf(stderr, "create: %s\n", strerror(errno));
        return 1;
    }
    printf("%lld bytes\n", (long long)status.st_size);
    close(object); /* nothing has to be removed */
    return 0;
}
