/* SPDX-License-Identifier: MIT */
/*
 * transfer: moves standard input to standard output, from one process to another through one
 * block of shared memory. The two have the block in turn: each waits until the other has
 * finished with it. A block of 0 bytes is the end.
 */

#include "semaphore.h"

#include <anonshm/anonshm.h>

#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

struct block {
    semaphore is_empty, is_full;
    size_t size;
    char bytes[65536];
};

static int fail(const char *what) {
    fprintf(stderr, "transfer: %s: %s\n", what, strerror(errno));
    return 1;
}

static int write_blocks(struct block *block) {
    size_t size;
    do {
        semaphore_wait(&block->is_empty);
        size = block->size = fread(block->bytes, 1, sizeof block->bytes, stdin);
        semaphore_post(&block->is_full);
    } while (size > 0);
    return ferror(stdin) ? fail("standard input") : 0;
}

static int read_blocks(struct block *block) {
    for (;;) {
        semaphore_wait(&block->is_full);
        if (block->size == 0)
            return fflush(stdout) == 0 ? 0 : fail("standard output");
        fwrite(block->bytes, 1, block->size, stdout);
        semaphore_post(&block->is_empty);
    }
}

int main(void) {
    int object = anonshm_create(sizeof(struct block), 0);
    if (object == -1)
        return fail("anonshm_create");
    struct block *block = anonshm_map(object, 0, sizeof *block, ANONSHM_READ | ANONSHM_WRITE);
    if (block == NULL || semaphore_init(&block->is_empty, 1) == -1 ||
        semaphore_init(&block->is_full, 0) == -1)
        return fail("cannot make a block");
    pid_t reader = fork();
    if (reader == 0)
        _exit(read_blocks(block));
    int status;
    if (reader == -1)
        return fail("fork");
    int failed = write_blocks(block);
    return waitpid(reader, &status, 0) == -1 || status != 0 || failed;
}
