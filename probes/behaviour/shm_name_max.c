// SPDX-License-Identifier: MIT
// How long may a name be, in bytes with the slash?
//
// 31 on macOS (30 before 10.14.6), 255 or 256 where it is a file name, 1023 on FreeBSD, and
// nothing stops OpenBSD, which hashes it.
// Sources: xnu PSHMNAMLEN; freebsd sys/kern/uipc_shm.c; openbsd lib/libc/gen/shm_open.c.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_name_max(void) {
    const int longest = longest_name();
    if (longest == longest_tried)
        return result_with("unlimited", "%d bytes are accepted", longest);
    return number(longest);
}

ANONSHM_PROBE_END
