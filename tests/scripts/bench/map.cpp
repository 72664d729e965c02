// SPDX-License-Identifier: MIT
// Maps an object and unmaps it again, by the library and by bare system calls, one way after
// the other and round after round, and writes a line for each: the name, a tab, and the
// nanoseconds that one took. scripts/bench reads the lines.

#include "toolchain/feature_macros.h"
#include "anonshm_config.h"

#include <anonshm/anonshm.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

namespace {

constexpr size_t size = 1 << 16;
constexpr unsigned read_write = ANONSHM_READ | ANONSHM_WRITE;

// Every page is used, as in a program.
void use(void *memory, size_t length) {
    for (size_t at = 0; at < length; at += 4096)
        static_cast<volatile char *>(memory)[at] = 1;
}

void *map_bare(int object) {
    return mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, object, 0);
}

int create_bare() {
#if ANONSHM_HAVE_MEMFD_CREATE
    const int object = memfd_create("bare", MFD_CLOEXEC);
#else
    const int object = shm_open_anon();
#endif
    return ftruncate(object, size) == 0 ? object : -1;
}

void whole_life_bare(int) {
    const int object = create_bare();
    void *const memory = map_bare(object);
    use(memory, size);
    munmap(memory, size);
    close(object);
}

void whole_life(int) {
    const int object = anonshm_create(size, 0);
    void *const memory = anonshm_map(object, 0, size, read_write);
    use(memory, size);
    anonshm_unmap(memory, size);
    close(object);
}

void two_bare_mmaps(int object) {
    void *const one = map_bare(object), *const other = map_bare(object);
    use(one, size);
    use(other, size);
    munmap(one, size);
    munmap(other, size);
}

void mirrored(int object) {
    void *const memory = anonshm_map_mirrored(object, size, 2, read_write);
    use(memory, 2 * size);
    anonshm_unmap_mirrored(memory, size, 2);
}

// Each with what it is compared with before it.
constexpr struct way {
    const char *name;
    void (*run)(int object);
} ways[] = {
    {"bare create to close", whole_life_bare},
    {"create to close", whole_life},
    {"two bare mmap", two_bare_mmaps},
    {"anonshm_map_mirrored", mirrored},
};
constexpr size_t way_count = sizeof ways / sizeof *ways;

double now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double nanoseconds_each(const way &measured, int object) {
    constexpr int times = 50;
    const double start = now();
    for (int i = 0; i < times; ++i)
        measured.run(object);
    return (now() - start) / times;
}

} // namespace

int main(int argc, char **argv) {
    const size_t rounds = argc == 2 ? strtoul(argv[1], nullptr, 10) : 0;
    const int object = anonshm_create(size, 0);
    if (rounds == 0 || object == -1) {
        fprintf(stderr, "usage: anonshm_bench_map ROUNDS\n");
        return 2;
    }
    for (size_t round = 0; round < rounds; ++round)
        for (size_t i = 0; i < way_count; ++i) {
            const way &turn = ways[(i + round) % way_count];
            printf("%s\t%.0f\n", turn.name, nanoseconds_each(turn, object));
        }
}
