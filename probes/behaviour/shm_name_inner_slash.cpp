// SPDX-License-Identifier: MIT
// What becomes of a name with a further slash in it?
//
// POSIX leaves it to the implementation. FreeBSD, macOS and OpenBSD take any bytes; glibc,
// musl, NetBSD and illumos answer EINVAL, Cygwin EACCES; uClibc-ng looks for a directory:
// ENOENT. Sources: POSIX.1-2024 shm_open; freebsd sys/kern/uipc_shm.c; cygwin posix_ipc.cc.

#include "../support/object.h"

namespace anonshm_probe {

answer shm_name_inner_slash() {
    const fresh_name name("/inner");
    return ask_name(name.text);
}

} // namespace anonshm_probe
