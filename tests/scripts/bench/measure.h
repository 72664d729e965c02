// SPDX-License-Identifier: MIT
// What the programs of scripts/bench have in common. Each does things in several ways, one way
// after the other and round after round, so that a load on the machine slows all ways of a
// round alike. It writes a line for each, which scripts/bench reads: the operation, a tab, the
// way, a tab, and the nanoseconds that one took, or why it does not work here.

#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <anonshm/anonshm.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

namespace bench {

struct way {
    const char *operation;
    const char *name; // "bare ...": by system calls; else who does it, or what it is called
    size_t size;      // of the object that it gets, a new one each time
    int times;        // how often in a row with that object
    bool (*run)(const way &self, int object); // null: what it needs is not there
};

inline double now(clockid_t clock) {
    timespec time;
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// -1: refused.
inline double nanoseconds_each(const way &measured, clockid_t clock) {
    const int object = anonshm_create(measured.size, 0);
    bool done = object != -1;
    const double start = now(clock);
    for (int i = 0; i < measured.times && done; ++i)
        done = measured.run(measured, object);
    const double each = (now(clock) - start) / measured.times;
    const int error = errno;
    close(object);
    errno = error;
    return done ? each : -1;
}

// What a first call costs is not measured: the library learns from it what this machine
// refuses.
template <size_t count>
void try_all(const way (&ways)[count], bool (&is_refused)[count], clockid_t clock) {
    for (size_t i = 0; i < count; ++i) {
        const bool is_there = ways[i].run != nullptr;
        is_refused[i] = !is_there || nanoseconds_each(ways[i], clock) < 0;
        if (is_refused[i])
            printf("%s\t%s\trefused: %s\n", ways[i].operation, ways[i].name,
                   is_there ? strerror(errno) : "not available");
    }
}

// By default of the processor: what others run meanwhile is not counted.
template <size_t count>
int measure(const way (&ways)[count], int argc, char **argv,
            clockid_t clock = CLOCK_PROCESS_CPUTIME_ID) {
    const size_t rounds = argc == 2 ? strtoul(argv[1], nullptr, 10) : 0;
    bool is_refused[count];
    if (rounds == 0) {
        fprintf(stderr, "usage: %s ROUNDS\n", argv[0]);
        return 2;
    }
    try_all(ways, is_refused, clock);
    for (size_t round = 0; round < rounds; ++round)
        for (size_t i = 0; i < count; ++i) {
            const size_t turn = (i + round) % count;
            if (is_refused[turn])
                continue;
            const double each = nanoseconds_each(ways[turn], clock);
            if (each < 0) {
                perror(ways[turn].name);
                return 1;
            }
            printf("%s\t%s\t%.0f\n", ways[turn].operation, ways[turn].name, each);
        }
    return 0;
}

} // namespace bench

#endif
