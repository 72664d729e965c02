// SPDX-License-Identifier: MIT
// Does a name need its leading slash, and is the slash part of it?
//
// POSIX leaves names without one to the implementation. glibc and musl strip it ("optional"),
// FreeBSD, NetBSD, illumos and Cygwin insist on it ("required"), and for macOS and OpenBSD
// "foo" and "/foo" are two objects ("significant").
// Sources: POSIX.1-2024 shm_open; glibc posix/shm-directory.c; xnu bsd/kern/posix_shm.c.

#include "../support/object.h"

namespace anonshm_probe {

answer shm_name_leading_slash() {
    if (const int error = try_plain_name())
        return no_objects(error);
    const fresh_name name;
    const int fd = create_object(name.text + 1);
    if (fd == -1)
        return result("required", "without it: %s", error_name(errno));
    const bool same = call_shm_open(first(), name.text, O_RDWR, static_cast<mode_t>(0)) != -1;
    remove_object(name.text + 1);
    return result(same ? "optional" : "significant");
}

} // namespace anonshm_probe
