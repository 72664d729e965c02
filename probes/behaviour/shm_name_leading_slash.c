// SPDX-License-Identifier: MIT
// Does a name need its leading slash, and is the slash part of it?
//
// POSIX leaves names without one to the implementation. glibc and musl strip it ("optional"),
// FreeBSD, NetBSD, illumos and Cygwin insist on it ("required"), and for macOS and OpenBSD
// "foo" and "/foo" are two objects ("significant").
// Sources: POSIX.1-2024 shm_open; glibc posix/shm-directory.c; xnu bsd/kern/posix_shm.c.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_name_leading_slash(void) {
    require_objects();
    const short_name name = fresh_name("");
    const char *const without = name.text + 1;
    if (create_object(without, 0) == -1)
        return result_with("required", "without it: %s", error_name(errno));
    const bool same = shm_open(name.text, O_RDWR, 0) != -1;
    remove_object(without);
    return result(same ? "optional" : "significant");
}

ANONSHM_PROBE_END
