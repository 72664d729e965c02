// SPDX-License-Identifier: MIT
#include "../../handle.h"
#include "../../system/again.h"
#include "../../system/system.h"
#include "random.h"

namespace anonshm {

namespace {

// On Linux it never waits, unlike /dev/random and getrandom without GRND_NONBLOCK (random(4)).
int read_device(void *buffer, size_t size) {
    const int fd = again([] { return sys_open("/dev/urandom", O_RDONLY | O_CLOEXEC, 0); });
    if (fd == -1)
        return -1;
    const int got = again([&] { return sys_read(fd, buffer, size); });
    discard(fd);
    if (got == -1 || static_cast<size_t>(got) == size)
        return got == -1 ? -1 : 0;
    errno = EIO;
    return -1;
}

using source = int (*)(void *buffer, size_t size);

constexpr source sources[] = {
#if ANONSHM_HAVE_GETRANDOM
    sys_getrandom,
#endif
#if ANONSHM_USE_GETENTROPY
    sys_getentropy,
#endif
#if ANONSHM_USE_ARC4RANDOM_BUF
    sys_arc4random_buf,
#endif
    read_device,
};

} // namespace

bool fill_random(void *buffer, size_t size) {
    for (const source fill : sources)
        if (again([&] { return fill(buffer, size); }) == 0)
            return true;
    return false;
}

} // namespace anonshm
