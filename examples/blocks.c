/* SPDX-License-Identifier: MIT */
/*
 * blocks: moves standard input to standard output, from one process to another through several
 * blocks of shared memory, of which any number are under way. Which block is full, and of how
 * many bytes, goes through a pipe, and through another one which is empty again; so that both
 * ends can wait with poll(2) for this and for whatever else they have to do. The end is the end
 * of the pipe.
 */

#include <anonshm/anonshm.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { count = 8, block_size = 65536 };

struct message { /* less than PIPE_BUF bytes, and so written and read as a whole */
    int block;
    unsigned size;
};

static int fail(const char *what) {
    fprintf(stderr, "blocks: %s: %s\n", what, strerror(errno));
    return 1;
}

static int put(int pipe, int block, size_t size) {
    struct message message = {block, (unsigned)size};
    return write(pipe, &message, sizeof message) == sizeof message ? 0 : -1;
}

/* -1: the end, or an error. */
static int get(int pipe, struct message *message) {
    return read(pipe, message, sizeof *message) == sizeof *message ? 0 : -1;
}

/* Standard input is asked for only when there is a block for it. */
static int write_blocks(char *memory, int empty, int full) {
    struct message free_block;
    for (;;) {
        struct pollfd waiting = {empty, POLLIN, 0};
        if (poll(&waiting, 1, -1) == -1 || get(empty, &free_block) == -1)
            return fail("the reader has gone");
        ssize_t size = read(0, memory + (size_t)free_block.block * block_size, block_size);
        if (size <= 0)
            return size == 0 ? 0 : fail("standard input");
        if (put(full, free_block.block, (size_t)size) == -1)
            return fail("the reader has gone");
    }
}

static int print(const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t written = write(1, bytes, size);
        if (written == -1)
            return -1;
        bytes += written;
        size -= (size_t)written;
    }
    return 0;
}

/* The writer may have gone when the last blocks come back. */
static int read_blocks(const char *memory, int full, int empty) {
    struct message block;
    while (get(full, &block) == 0) {
        if (print(memory + (size_t)block.block * block_size, block.size) == -1)
            return fail("standard output");
        put(empty, block.block, 0);
    }
    return 0;
}

int main(void) {
    int object = anonshm_create((size_t)count * block_size, 0);
    if (object == -1)
        return fail("anonshm_create");
    char *memory =
        anonshm_map(object, 0, (size_t)count * block_size, ANONSHM_READ | ANONSHM_WRITE);
    int full[2], empty[2];
    if (memory == NULL || pipe(full) == -1 || pipe(empty) == -1)
        return fail("cannot make the blocks");
    for (int block = 0; block < count; block++)
        put(empty[1], block, 0);
    pid_t writer = fork();
    if (writer == 0)
        _exit(write_blocks(memory, empty[0], full[1]));
    close(full[1]); /* so that its end shows when the writer ends */
    int status, failed = read_blocks(memory, full[0], empty[1]);
    return writer == -1 || waitpid(writer, &status, 0) == -1 || status != 0 || failed;
}
