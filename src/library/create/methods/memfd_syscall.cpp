// SPDX-License-Identifier: MIT
// memfd_create(2) by its number: the binary needs no C library that has the function, and runs
// on those that have not.

#include "../../system/system.h"
#include "../method.h"
#include "../posix/memfd.h"

namespace anonshm {

anonshm_handle by_memfd_syscall(const request &wanted) {
    return open_memfd(wanted, sys_memfd_syscall);
}

} // namespace anonshm
