// SPDX-License-Identifier: MIT
// Creates and closes an object, by each method.

#include "toolchain/feature_macros.h"
#include "anonshm_config.h"

#include "measure.h"

#include <fcntl.h>
#include <sys/mman.h>

using bench::way;

namespace {

bool is_closed(int fd) {
    return fd != -1 && close(fd) == 0;
}

bool by_method(const way &self, int) {
    return is_closed(anonshm_open_method(self.name, ANONSHM_ALLOW_DISK));
}

bool by_the_chain(const way &, int) {
    return is_closed(shm_open_anon());
}

#if ANONSHM_HAVE_MEMFD_CREATE
bool by_bare_memfd(const way &, int) {
    return is_closed(memfd_create("bare", MFD_CLOEXEC));
}
#endif

#if ANONSHM_HAVE_SHM_OPEN
bool by_bare_shm_open(const way &, int) {
    static const char name[] = "/anonshm.bench";
    const int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    if (fd != -1)
        shm_unlink(name);
    return is_closed(fd);
}
#endif

#if ANONSHM_HAVE_MKOSTEMP
bool by_bare_mkostemp(const way &, int) {
    char path[] = "/dev/shm/anonshm.bench.XXXXXX";
    const int fd = mkostemp(path, O_CLOEXEC);
    if (fd != -1)
        unlink(path);
    return is_closed(fd);
}
#endif

#define WAY(name, function) {"create and close", name, 1, 200, function}
const way ways[] = {
#if ANONSHM_HAVE_MEMFD_CREATE
    WAY("bare memfd_create", by_bare_memfd),
#endif
#if ANONSHM_HAVE_SHM_OPEN
    WAY("bare shm_open, shm_unlink", by_bare_shm_open),
#endif
#if ANONSHM_HAVE_MKOSTEMP
    WAY("bare mkostemp, unlink", by_bare_mkostemp),
#endif
    WAY("shm_open_anon", by_the_chain),
#define WAY_OF_METHOD(method) WAY(#method, by_method),
    ANONSHM_CHAIN(WAY_OF_METHOD)};

} // namespace

int main(int argc, char **argv) {
    return bench::measure(ways, argc, argv);
}
