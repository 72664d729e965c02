// SPDX-License-Identifier: MIT
// What is done with an object, by the library and by the system's own calls, one way after the
// other and round after round. Writes a line for each: the operation, a tab, the way, a tab,
// and the nanoseconds that one took. scripts/bench reads the lines.

#include "toolchain/feature_macros.h"

#include <anonshm/anonshm.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

namespace {

constexpr unsigned seals = ANONSHM_SEAL_SHRINK | ANONSHM_SEAL_GROW;

struct way {
    const char *operation;
    const char *name;
    size_t size; // of the object, whose size is set before if the way does not do that
    bool (*run)(int object, size_t size);
};

bool reserve_by_the_library(int object, size_t size) {
    return anonshm_reserve(object, 0, size) == 0;
}
bool seal_by_the_library(int object, size_t) {
    return anonshm_seal(object, seals) == 0;
}

#if defined __linux__
bool reserve_by_fallocate(int object, size_t size) {
    return fallocate(object, 0, 0, static_cast<off_t>(size)) == 0;
}
bool reserve_by_populate(int object, size_t size) {
    constexpr int populate_write = 23; // MADV_POPULATE_WRITE
    void *const mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, object, 0);
    const bool done = mapped != MAP_FAILED && madvise(mapped, size, populate_write) == 0;
    munmap(mapped, size);
    return done;
}
bool seal_by_fcntl(int object, size_t) {
    constexpr int add_seals = 1033;
    return fcntl(object, add_seals, seals) == 0;
}
#endif

constexpr size_t MiB = 1 << 20;
const way ways[] = {
#if defined __linux__
    {"reserve 16 MiB", "fallocate", 16 * MiB, reserve_by_fallocate},
    {"reserve 16 MiB", "MADV_POPULATE_WRITE", 16 * MiB, reserve_by_populate},
    {"reserve 64 MiB", "fallocate", 64 * MiB, reserve_by_fallocate},
    {"reserve 64 MiB", "MADV_POPULATE_WRITE", 64 * MiB, reserve_by_populate},
    {"seal", "fcntl", 4096, seal_by_fcntl},
#endif
    {"reserve 16 MiB", "anonshm", 16 * MiB, reserve_by_the_library},
    {"reserve 64 MiB", "anonshm", 64 * MiB, reserve_by_the_library},
    {"seal", "anonshm", 4096, seal_by_the_library},
};
constexpr size_t way_count = sizeof ways / sizeof *ways;

double now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// On a new object each time; short operations many times on the same one. -1: refused.
double nanoseconds(const way &measured) {
    const int times = measured.size < MiB ? 1000 : 1;
    const int object = anonshm_create(measured.size, 0);
    bool done = object != -1;
    const double start = now();
    for (int i = 0; i < times && done; ++i)
        done = measured.run(object, measured.size);
    const double each = (now() - start) / times;
    close(object);
    return done ? each : -1;
}

} // namespace

int main(int argc, char **argv) {
    const size_t rounds = argc == 2 ? strtoul(argv[1], nullptr, 10) : 0;
    if (rounds == 0) {
        fprintf(stderr, "usage: anonshm_bench_object ROUNDS\n");
        return 2;
    }
    bool is_refused[way_count] = {};
    for (size_t i = 0; i < way_count; ++i) { // what a first call costs is not measured
        is_refused[i] = nanoseconds(ways[i]) < 0;
        if (is_refused[i])
            printf("%s\t%s\trefused: %s\n", ways[i].operation, ways[i].name, strerror(errno));
    }
    for (size_t round = 0; round < rounds; ++round)
        for (size_t i = 0; i < way_count; ++i) {
            const way &turn = ways[(i + round) % way_count];
            if (!is_refused[(i + round) % way_count])
                printf("%s\t%s\t%.0f\n", turn.operation, turn.name, nanoseconds(turn));
        }
}
