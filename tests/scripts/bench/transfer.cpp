// SPDX-License-Identifier: MIT
// Moves a stream from the memory of one process to that of another: the bytes are copied into a
// block and out of it, as write() and read() do with a pipe. memcpy() copies them once, within
// one process. The reader is there before anything is measured, and so is the shared memory.
// The pipe has the room that a program gets without asking for more.
// Every block of the stream is other memory, as in a program. Were it the same, memcpy() would
// stay within the processor's second-level cache, which what goes between processors cannot.

#include "toolchain/feature_macros.h"
#include "anonshm_config.h"

#include "measure.h"

#include <examples/semaphore.h>
#include <sys/wait.h>

using bench::way;

namespace {

constexpr size_t KiB = 1024, MiB = 1024 * KiB;
constexpr size_t total = 16 * MiB, largest_block = MiB;
constexpr int in_flight = 8;

struct shared_memory {
    semaphore is_empty, is_full; // the first block, where there is one
    char bytes[in_flight * largest_block];
};
shared_memory *shared;

char source[total], destination[total];

struct ends {
    int reading, writing;
};
ends stream;
ends empty_blocks, full_blocks; // their numbers
ends orders, answers;           // what the reader is to do; the errno of that, or 0

bool write_to_pipe(size_t block) {
    for (size_t at = 0; at < total; at += block)
        if (write(stream.writing, source + at, block) != static_cast<ssize_t>(block))
            return false;
    return true;
}

bool read_from_pipe(size_t block) {
    for (size_t at = 0; at < total;) {
        const size_t left = total - at;
        const ssize_t done =
            read(stream.reading, destination + at, left < block ? left : block);
        if (done <= 0)
            return false;
        at += static_cast<size_t>(done);
    }
    return true;
}

// One block, which the two have in turn, as in examples/transfer.c.
bool write_to_one(size_t block) {
    for (size_t at = 0; at < total; at += block) {
        semaphore_wait(&shared->is_empty);
        memcpy(shared->bytes, source + at, block);
        semaphore_post(&shared->is_full);
    }
    return true;
}

bool read_from_one(size_t block) {
    for (size_t at = 0; at < total; at += block) {
        semaphore_wait(&shared->is_full);
        memcpy(destination + at, shared->bytes, block);
        semaphore_post(&shared->is_empty);
    }
    return true;
}

// Several blocks, whose numbers go through pipes, as in examples/blocks.c.
bool put(const ends &pipe, int number) {
    return write(pipe.writing, &number, sizeof number) == sizeof number;
}

bool get(const ends &pipe, int *number) {
    return read(pipe.reading, number, sizeof *number) == sizeof *number;
}

char *block_of(int number, size_t size) {
    return shared->bytes + static_cast<size_t>(number) * size;
}

bool write_to_several(size_t block) {
    int number;
    for (size_t at = 0; at < total; at += block) {
        if (!get(empty_blocks, &number))
            return false;
        memcpy(block_of(number, block), source + at, block);
        if (!put(full_blocks, number))
            return false;
    }
    return true;
}

bool read_from_several(size_t block) {
    int number;
    for (size_t at = 0; at < total; at += block) {
        if (!get(full_blocks, &number))
            return false;
        memcpy(destination + at, block_of(number, block), block);
        if (!put(empty_blocks, number))
            return false;
    }
    return true;
}

struct order {
    bool (*read)(size_t block);
    size_t block;
    bool is_checked;
};
bool is_checked = true;

// The reader has the source, too: what the writer had when it was forked.
int read_as_ordered() {
    order it;
    while (read(orders.reading, &it, sizeof it) == sizeof it) {
        if (it.is_checked)
            memset(destination, 0, total);
        const bool done = it.read(it.block);
        const bool is_same = !it.is_checked || memcmp(source, destination, total) == 0;
        const int error = done && is_same ? 0 : done ? EBADMSG : errno;
        put(answers, error);
    }
    return 0;
}

bool is_moved(bool (*write_all)(size_t), bool (*read_all)(size_t), size_t block) {
    const order it = {read_all, block, is_checked};
    int error;
    if (write(orders.writing, &it, sizeof it) != sizeof it || !write_all(block) ||
        !get(answers, &error))
        return false;
    errno = error;
    return error == 0;
}

bool by_pipe(const way &self, int) {
    return is_moved(write_to_pipe, read_from_pipe, self.size);
}
bool by_one_block(const way &self, int) {
    return is_moved(write_to_one, read_from_one, self.size);
}
bool by_several_blocks(const way &self, int) {
    return is_moved(write_to_several, read_from_several, self.size);
}
bool by_memcpy(const way &self, int) {
    for (size_t at = 0; at < total; at += self.size)
        memcpy(destination + at, source + at, self.size);
    return true;
}

#define WAY(operation, size, name, run) {operation, name, size, 1, run}
#define WAYS(operation, size)                                                                  \
    WAY(operation, size, "pipe", by_pipe), WAY(operation, size, "one block", by_one_block),    \
        WAY(operation, size, "several blocks", by_several_blocks),                             \
        WAY(operation, size, "memcpy", by_memcpy)
const way ways[] = {
    WAYS("16 MiB in 4 KiB", 4 * KiB),
    WAYS("16 MiB in 64 KiB", 64 * KiB),
    WAYS("16 MiB in 256 KiB", 256 * KiB),
    WAYS("16 MiB in 1 MiB", MiB),
};

bool is_pipe(ends *made) {
    int fds[2];
    if (pipe(fds) == -1)
        return false;
    *made = {fds[0], fds[1]};
    return true;
}

bool is_set_up() {
    const int object = anonshm_create(sizeof *shared, 0);
    void *const memory = anonshm_map(object, 0, sizeof *shared, ANONSHM_READ | ANONSHM_WRITE);
    shared = static_cast<shared_memory *>(memory);
    if (shared == nullptr || semaphore_init(&shared->is_empty, 1) == -1 ||
        semaphore_init(&shared->is_full, 0) == -1)
        return false;
    if (!is_pipe(&stream) || !is_pipe(&empty_blocks) || !is_pipe(&full_blocks) ||
        !is_pipe(&orders) || !is_pipe(&answers))
        return false;
    for (int number = 0; number < in_flight; ++number)
        put(empty_blocks, number);
    for (size_t at = 0; at < total; ++at)
        source[at] = static_cast<char>(at * 2654435761U >> 24);
    return true;
}

// Every way is checked once, at every size.
int write_as_measured(int argc, char **argv) {
    for (const way &each : ways)
        if (!each.run(each, -1)) {
            fprintf(stderr, "%s, %s: %s\n", each.operation, each.name, strerror(errno));
            return 1;
        }
    is_checked = false;
    return bench::measure(ways, argc, argv, CLOCK_MONOTONIC);
}

} // namespace

int main(int argc, char **argv) {
    const pid_t reader = is_set_up() ? fork() : -1;
    if (reader == -1) {
        perror(argv[0]);
        return 1;
    }
    if (reader == 0) {
        close(orders.writing); // so that its end shows when the writer ends
        _exit(read_as_ordered());
    }
    const int status = write_as_measured(argc, argv);
    close(orders.writing);
    return waitpid(reader, nullptr, 0) == -1 ? 1 : status;
}
