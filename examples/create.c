/* SPDX-License-Identifier: MIT */
/*
 * create SIZE: makes an object of that many bytes and prints how large it is.
 */

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if defined _WIN32
# include <windows.h>
# define CLOSE(object) CloseHandle(object)
#else
# include <unistd.h>
# define CLOSE(object) close(object)
#endif

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: create SIZE\n");
        return 2;
    }
    anonshm_handle object = anonshm_create(strtoull(argv[1], NULL, 10), 0);
    uint64_t size;
    if (object == ANONSHM_INVALID_HANDLE || anonshm_size(object, &size) == -1) {
        fprintf(stderr, "create: %s\n", strerror(errno));
        return 1;
    }
    printf("%llu bytes\n", (unsigned long long)size);
    CLOSE(object); /* nothing has to be removed */
    return 0;
}
