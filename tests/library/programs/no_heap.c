/* SPDX-License-Identifier: MIT */
/*
 * no_heap METHOD FLAGS: opens twice by the method, and twice by the chain, while every request
 * for heap memory is counted, the C library's own included. Exit 0: none; 1: some; 77: the
 * method does not serve.
 */

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

union unit {
    long double number;
    long long integer;
    void *pointer;
};

static union unit arena[65536];
static size_t used;
static int requests;

/* The program's start-up gets what it requests, and nothing is taken back. */
void *malloc(size_t size) {
    union unit *memory = arena + used;
    ++requests;
    used += (size + sizeof(union unit) - 1) / sizeof(union unit);
    return used <= sizeof arena / sizeof *arena ? memory : NULL;
}

void *calloc(size_t count, size_t size) {
    return malloc(count * size);
}

void *realloc(void *memory, size_t size) {
    void *larger = malloc(size);
    return memory == NULL || larger == NULL ? larger : memmove(larger, memory, size);
}

void free(void *memory) {
    (void)memory;
}

int main(int count, char **arguments) {
    const char *method = count == 3 ? arguments[1] : "";
    unsigned flags = count == 3 ? (unsigned)strtoul(arguments[2], NULL, 0) : 0;
    int i, before = requests;
    for (i = 0; i < 2; ++i) {
        if (anonshm_open_method(method, flags) == -1)
            return errno == EINVAL ? 1 : 77;
        if (anonshm_open(flags) == -1)
            return 1;
    }
    return requests != before;
}
