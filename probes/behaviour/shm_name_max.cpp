// SPDX-License-Identifier: MIT
// How long may a name be, in bytes with the slash?
//
// 31 on macOS (30 before 10.14.6), 255 or 256 where it is a file name, 1023 on FreeBSD, and
// nothing stops OpenBSD, which hashes it.
// Sources: xnu PSHMNAMLEN; freebsd sys/kern/uipc_shm.c; openbsd lib/libc/gen/shm_open.c.

#include "../support/object.h"

namespace anonshm_probe {

answer shm_name_max() {
    if (const int error = try_plain_name())
        return no_objects(error);
    const size_t longest = longest_name();
    if (longest == long_name::max)
        return result("unlimited", "%zu bytes are accepted", longest);
    return number(static_cast<long long>(longest));
}

} // namespace anonshm_probe
