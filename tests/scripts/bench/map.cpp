// SPDX-License-Identifier: MIT
// Maps an object and unmaps it again.

#include "toolchain/feature_macros.h"
#include "anonshm_config.h"

#include "measure.h"
#include "peers.h"

#include <sys/mman.h>

using bench::way;

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

bool whole_life_bare(const way &, int) {
    const int object = create_bare();
    void *const memory = map_bare(object);
    if (memory == MAP_FAILED)
        return false;
    use(memory, size);
    return munmap(memory, size) == 0 && close(object) == 0;
}

bool whole_life(const way &, int) {
    const int object = anonshm_create(size, 0);
    void *const memory = anonshm_map(object, 0, size, read_write);
    if (memory == nullptr)
        return false;
    use(memory, size);
    return anonshm_unmap(memory, size) == 0 && close(object) == 0;
}

#if ANONSHM_HAVE_SHM_OPEN
bool whole_life_of_wlroots(const way &, int) {
    return bench::live_as_wlroots(size, use);
}
#else
constexpr bool (*whole_life_of_wlroots)(const way &, int) = nullptr;
#endif

#if __has_include(<boost/interprocess/shared_memory_object.hpp>)
bool whole_life_of_boost(const way &, int) {
    return bench::live_as_boost(size, use);
}
#else
constexpr bool (*whole_life_of_boost)(const way &, int) = nullptr;
#endif

bool two_bare(const way &, int object) {
    void *const one = map_bare(object), *const other = map_bare(object);
    if (one == MAP_FAILED || other == MAP_FAILED)
        return false;
    use(one, size);
    use(other, size);
    return munmap(one, size) == 0 && munmap(other, size) == 0;
}

bool mirrored(const way &, int object) {
    void *const memory = anonshm_map_mirrored(object, size, 2, read_write);
    if (memory == nullptr)
        return false;
    use(memory, 2 * size);
    return anonshm_unmap_mirrored(memory, size, 2) == 0;
}

const way ways[] = {
    {"create to close", "bare calls", size, 50, whole_life_bare},
    {"create to close", "anonshm_create, anonshm_map", size, 50, whole_life},
    {"create to close", "wlroots' loop of shm_open", size, 50, whole_life_of_wlroots},
    {"create to close", "Boost.Interprocess", size, 50, whole_life_of_boost},
    {"two in a row", "bare mmap, twice", size, 50, two_bare},
    {"two in a row", "anonshm_map_mirrored", size, 50, mirrored},
};

} // namespace

int main(int argc, char **argv) {
    return bench::measure(ways, argc, argv);
}
