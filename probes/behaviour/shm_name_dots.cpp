// SPDX-License-Identifier: MIT
// Are "/." and "/.." names?
//
// Where an object is a file in a directory, these are the directory itself and the one above.
// musl refuses them (EINVAL), glibc opens the directory (EEXIST with O_EXCL), and for FreeBSD,
// macOS and illumos they are names like any other. Sources: musl src/mman/shm_open.c; glibc
// posix/shm-directory.c; illumos pos4obj.c.

#include "../support/object.h"

namespace anonshm_probe {

answer shm_name_dots() {
    if (const int error = try_plain_name())
        return no_objects(error);
    const int one = try_name("/.");
    const int two = try_name("/..");
    if (one == two)
        return judge(one);
    return result(verdict(one), "/.. is another matter: %s", verdict(two));
}

} // namespace anonshm_probe
