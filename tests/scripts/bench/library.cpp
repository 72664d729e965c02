// SPDX-License-Identifier: MIT
// Creates and closes an object in every way, one way after the other and round after round, and
// writes a line for each: the name, a tab, and the nanoseconds that one took. A load on the
// machine then slows all ways of a round alike. scripts/bench reads the lines.

#include "toolchain/feature_macros.h"
#include "anonshm_config.h"

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

struct way {
    const char *name;
    int (*open)(const char *name);
};

int by_method(const char *name) {
    return anonshm_open_method(name, ANONSHM_ALLOW_DISK);
}

int by_the_chain(const char *) {
    return shm_open_anon();
}

#if ANONSHM_HAVE_MEMFD_CREATE
int by_bare_memfd(const char *) {
    return memfd_create("bare", MFD_CLOEXEC);
}
#endif

#if ANONSHM_HAVE_SHM_OPEN
int by_bare_shm_open(const char *) {
    static const char name[] = "/anonshm.bench";
    const int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd != -1)
        shm_unlink(name);
    return fd;
}
#endif

#if ANONSHM_HAVE_MKOSTEMP
int by_bare_mkostemp(const char *) {
    char path[] = "/dev/shm/anonshm.bench.XXXXXX";
    const int fd = mkostemp(path, O_CLOEXEC);
    if (fd != -1)
        unlink(path);
    return fd;
}
#endif

// The first one that works is what the others are compared with.
const way ways[] = {
#if ANONSHM_HAVE_MEMFD_CREATE
    {"bare memfd_create", by_bare_memfd},
#endif
#if ANONSHM_HAVE_SHM_OPEN
    {"bare shm_open, shm_unlink", by_bare_shm_open},
#endif
#if ANONSHM_HAVE_MKOSTEMP
    {"bare mkostemp, unlink", by_bare_mkostemp},
#endif
    {"shm_open_anon", by_the_chain},
#define ANONSHM_WAY(method) {#method, by_method},
    ANONSHM_CHAIN(ANONSHM_WAY)
#undef ANONSHM_WAY
};
constexpr size_t way_count = sizeof ways / sizeof *ways;

bool is_refused[way_count];

// The library learns on its first call what this machine refuses; so does every other way.
void try_all() {
    for (size_t i = 0; i < way_count; ++i) {
        const int fd = ways[i].open(ways[i].name);
        is_refused[i] = fd == -1;
        if (fd == -1)
            printf("%s\trefused: %s\n", ways[i].name, strerror(errno));
        else
            close(fd);
    }
}

double now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double nanoseconds_each(const way &measured) {
    constexpr int times = 200;
    const double start = now();
    for (int i = 0; i < times; ++i)
        close(measured.open(measured.name));
    return (now() - start) / times;
}

} // namespace

int main(int argc, char **argv) {
    const size_t rounds = argc == 2 ? strtoul(argv[1], nullptr, 10) : 0;
    if (rounds == 0) {
        fprintf(stderr, "usage: anonshm_bench_library ROUNDS\n");
        return 2;
    }
    try_all();
    for (size_t round = 0; round < rounds; ++round)
        for (size_t i = 0; i < way_count; ++i) {
            const size_t turn = (i + round) % way_count;
            if (!is_refused[turn])
                printf("%s\t%.0f\n", ways[turn].name, nanoseconds_each(ways[turn]));
        }
}
