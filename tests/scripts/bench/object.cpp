// SPDX-License-Identifier: MIT
// What is done with an object.

#include "toolchain/feature_macros.h"

#include "measure.h"

#include <fcntl.h>
#include <sys/mman.h>

using bench::way;

namespace {

constexpr unsigned seals = ANONSHM_SEAL_SHRINK | ANONSHM_SEAL_GROW;

bool reserve(const way &self, int object) {
    return anonshm_reserve(object, 0, self.size) == 0;
}
bool seal(const way &, int object) {
    return anonshm_seal(object, seals) == 0;
}

#if defined __linux__
bool reserve_by_fallocate(const way &self, int object) {
    return fallocate(object, 0, 0, static_cast<off_t>(self.size)) == 0;
}
bool reserve_by_populate(const way &self, int object) {
    constexpr int populate_write = 23; // MADV_POPULATE_WRITE
    const size_t size = self.size;
    void *const mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, object, 0);
    const bool done = mapped != MAP_FAILED && madvise(mapped, size, populate_write) == 0;
    munmap(mapped, size);
    return done;
}
bool seal_by_fcntl(const way &, int object) {
    constexpr int add_seals = 1033;
    return fcntl(object, add_seals, seals) == 0;
}
#endif

constexpr size_t MiB = 1 << 20;
const way ways[] = {
#if defined __linux__
    {"reserve 16 MiB", "bare fallocate", 16 * MiB, 1, reserve_by_fallocate},
    {"reserve 16 MiB", "bare MADV_POPULATE_WRITE", 16 * MiB, 1, reserve_by_populate},
    {"reserve 64 MiB", "bare fallocate", 64 * MiB, 1, reserve_by_fallocate},
    {"reserve 64 MiB", "bare MADV_POPULATE_WRITE", 64 * MiB, 1, reserve_by_populate},
    {"seal", "bare fcntl", 4096, 1000, seal_by_fcntl},
#endif
    {"reserve 16 MiB", "anonshm_reserve", 16 * MiB, 1, reserve},
    {"reserve 64 MiB", "anonshm_reserve", 64 * MiB, 1, reserve},
    {"seal", "anonshm_seal", 4096, 1000, seal},
};

} // namespace

int main(int argc, char **argv) {
    return bench::measure(ways, argc, argv);
}
