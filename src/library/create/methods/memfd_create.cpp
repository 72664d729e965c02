// memfd_create(2) by the C library: glibc 2.27, musl 1.1.20, bionic API 30, uClibc-ng 1.0.50,
// FreeBSD 13, NetBSD 11.

#include "../../system/system.h"
#include "../method.h"
#include "../posix/memfd.h"

namespace anonshm {

static anonshm_handle by_memfd_create(const request &wanted) {
    return open_memfd(wanted, sys_memfd_create);
}

const method method_memfd_create = {"memfd_create", by_memfd_create, 0, ANONSHM_HUGE};

} // namespace anonshm
