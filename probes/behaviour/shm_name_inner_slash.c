// SPDX-License-Identifier: MIT
// What becomes of a name with a further slash in it?
//
// POSIX leaves it to the implementation. FreeBSD, macOS and OpenBSD take any bytes; glibc,
// musl, NetBSD and illumos answer EINVAL, Cygwin EACCES; uClibc-ng looks for a directory:
// ENOENT. Sources: POSIX.1-2024 shm_open; freebsd sys/kern/uipc_shm.c; cygwin posix_ipc.cc.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_name_inner_slash(void) {
    const short_name name = fresh_name("/inner");
    return ask_name(name.text);
}

ANONSHM_PROBE_END
