// SPDX-License-Identifier: MIT
// What other code bases do from creating an object to closing it. Their names are visible for a
// moment, in /dev/shm on Linux.

#ifndef BENCH_PEERS_H
#define BENCH_PEERS_H

#include "measure.h"

#include <fcntl.h>
#include <sys/mman.h>

#if __has_include(<boost/interprocess/shared_memory_object.hpp>)
# include <boost/interprocess/mapped_region.hpp>
# include <boost/interprocess/shared_memory_object.hpp>
#endif

namespace bench {

using use_function = void(void *memory, size_t length);

// The loop of wlroots' util/shm.c: letters from the clock after a prefix, a hundred attempts,
// the name taken away at once, and ftruncate() again after a signal.
#if ANONSHM_HAVE_SHM_OPEN
inline int open_as_wlroots() {
    char name[] = "/anonshm.bench-XXXXXX";
    for (int attempt = 0; attempt < 100; ++attempt) {
        timespec time;
        clock_gettime(CLOCK_REALTIME, &time);
        long rest = time.tv_nsec;
        for (char *letter = strchr(name, '-') + 1; *letter != 0; ++letter, rest /= 26)
            *letter = static_cast<char>('a' + rest % 26);
        const int object = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (object != -1)
            shm_unlink(name);
        if (object != -1 || errno != EEXIST)
            return object;
    }
    return -1;
}

inline bool live_as_wlroots(size_t size, use_function *use) {
    const int object = open_as_wlroots();
    if (object == -1)
        return false;
    int done;
    do
        done = ftruncate(object, static_cast<off_t>(size));
    while (done == -1 && errno == EINTR);
    void *const memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, object, 0);
    if (done == -1 || memory == MAP_FAILED)
        return false;
    use(memory, size);
    return munmap(memory, size) == 0 && close(object) == 0;
}
#endif

// An object of Boost.Interprocess has a name until it is removed; those that it makes without a
// name have no descriptor either.
#if __has_include(<boost/interprocess/shared_memory_object.hpp>)
inline bool live_as_boost(size_t size, use_function *use) {
    namespace ipc = boost::interprocess;
    static unsigned count;
    char name[64];
    snprintf(name, sizeof name, "anonshm.bench.%ld.%u", static_cast<long>(getpid()), ++count);
    try {
        ipc::shared_memory_object object(ipc::create_only, name, ipc::read_write);
        ipc::remove_shared_memory_on_destroy removed(name);
        object.truncate(static_cast<ipc::offset_t>(size));
        const ipc::mapped_region region(object, ipc::read_write);
        use(region.get_address(), size);
        return true;
    } catch (const ipc::interprocess_exception &error) {
        errno = error.get_native_error();
        return false;
    }
}
#endif

} // namespace bench

#endif
