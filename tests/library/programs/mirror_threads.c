/* SPDX-License-Identifier: MIT */
/*
 * mirror_threads THREADS TIMES: half of the threads map an object of their own two to five
 * times in a row, the others map and unmap memory that nobody else may change. Exit 0: every
 * mapping was what it should be; 1: not.
 */

#define _GNU_SOURCE

#include <anonshm/anonshm.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { size = 65536, most_threads = 64 };

static int times;

/* A call that the compiler does not know, as it takes two addresses for two places. */
static int (*volatile compare)(const void *, const void *, size_t) = memcmp;

static int mirror_once(unsigned copies, int value) {
    const int object = anonshm_create(size, 0);
    char *first = anonshm_map_mirrored(object, size, copies, ANONSHM_READ | ANONSHM_WRITE);
    close(object);
    if (first == NULL)
        return 0;
    memset(first, value, size);
    int good = 1;
    for (unsigned copy = 1; copy < copies; copy++)
        good &= compare(first, first + (size_t)copy * size, size) == 0;
    return anonshm_unmap_mirrored(first, size, copies) == 0 && good;
}

static int map_once(int value) {
    char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return 0;
    memset(memory, value, size);
    int good = 1;
    for (int i = 0; i < size; i++)
        good &= memory[i] == (char)value;
    return munmap(memory, size) == 0 && good;
}

static void *run(void *argument) {
    const long number = (long)argument;
    long failed = 0;
    for (int i = 0; i < times; i++)
        failed += number % 2 == 0 ? !mirror_once(2 + (unsigned)i % 4, i) : !map_once(i);
    return (void *)failed;
}

int main(int count, char **arguments) {
    pthread_t running[most_threads];
    long failed = 0;
    if (count != 3)
        return 2;
    const int threads = atoi(arguments[1]);
    times = atoi(arguments[2]);
    for (long i = 0; i < threads; i++)
        if (pthread_create(&running[i], NULL, run, (void *)i) != 0)
            return 2;
    for (int i = 0; i < threads; i++) {
        void *its;
        pthread_join(running[i], &its);
        failed += (long)its;
    }
    return failed != 0;
}
