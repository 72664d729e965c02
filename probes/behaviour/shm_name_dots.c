// SPDX-License-Identifier: MIT
// Are "/." and "/.." names?
//
// Where an object is a file in a directory, these are the directory itself and the one above.
// musl refuses them (EINVAL), glibc opens the directory (EEXIST with O_EXCL), and for FreeBSD,
// macOS and illumos they are names like any other. Sources: musl src/mman/shm_open.c; glibc
// posix/shm-directory.c; illumos pos4obj.c.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_name_dots(void) {
    require_objects();
    const int one = try_name("/.");
    return judge(one, "/..", try_name("/.."));
}

ANONSHM_PROBE_END
