// SPDX-License-Identifier: MIT
// memfd_create(2) by the C library: glibc 2.27, musl 1.1.20, bionic API 30, uClibc-ng 1.0.50,
// FreeBSD 13, NetBSD 11.

#include "../../system/system.h"
#include "../method.h"
#include "../posix/memfd.h"

namespace anonshm {

anonshm_handle by_memfd_create(const request &wanted) {
    return open_memfd(wanted, sys_memfd_create);
}

} // namespace anonshm
