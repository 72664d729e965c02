/* SPDX-License-Identifier: MIT */
/*
 * two_views NUMBER: makes a function that returns the number, as a compiler at run time does,
 * calls it and prints what it returned. The code is written by one view of an object and run
 * by another: no page is ever writable and executable at once.
 */

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdint.h>
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

enum { size = 65536 };

/* Writes the function; returns its size, or 0 where this program does not know the code. */
#if defined __x86_64__ || defined __i386__
static size_t generate(unsigned char *code, uint16_t number) {
    const unsigned char function[] = {0xb8, 0, 0, 0, 0, 0xc3}; /* mov eax, 0; ret */
    memcpy(code, function, sizeof function);
    memcpy(code + 1, &number, sizeof number);
    return sizeof function;
}
#elif defined __aarch64__
static size_t generate(unsigned char *code, uint16_t number) {
    const uint32_t move = 0x52800000u | (uint32_t)number << 5; /* mov w0, number */
    const uint32_t function[] = {move, 0xd65f03c0u};           /* ret */
    memcpy(code, function, sizeof function);
    return sizeof function;
}
#else
static size_t generate(unsigned char *code, uint16_t number) {
    (void)code, (void)number;
    return 0;
}
#endif

static int fail(const char *what) {
    fprintf(stderr, "two_views: %s: %s\n", what, strerror(errno));
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: two_views NUMBER\n");
        return 2;
    }
    anonshm_handle object = anonshm_create(size, ANONSHM_EXEC);
    if (object == ANONSHM_INVALID_HANDLE)
        return fail("anonshm_create");
    unsigned char *code = anonshm_map(object, 0, size, ANONSHM_READ | ANONSHM_WRITE);
    char *run = anonshm_map(object, 0, size, ANONSHM_READ | ANONSHM_EXECUTE);
    CLOSE(object);
    if (code == NULL || run == NULL)
        return fail("anonshm_map");
    const size_t length = generate(code, (uint16_t)atoi(argv[1]));
    if (length == 0) {
        fprintf(stderr, "two_views: not for this processor\n");
        return 77;
    }
    __builtin___clear_cache(run, run + length);
    int (*function)(void);
    memcpy((void *)&function, (const void *)&run, sizeof run);
    printf("%d\n", function());
    anonshm_unmap(code, size);
    anonshm_unmap(run, size);
    return 0;
}
