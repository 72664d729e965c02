// SPDX-License-Identifier: MIT
// shm_mkstemp(3), OpenBSD. It retries INT_MAX times whatever the error is, some 2 * 10^9 calls:
// when no descriptor is left, when unveil(2) hides /tmp; and where real and effective user
// differ every turn leaves a file behind (lib/libc/gen/shm_open.c, rev 1.7).
//
// So it is not called before our own loop has shown that creation works. What remains is a
// thread that takes the last descriptor in between; then the call lasts until one is free.

#include "../../handle.h"
#include "../../system/again.h"
#include "../../system/system.h"
#include "../method.h"
#include "../posix/name.h"
#include "../posix/shm.h"

namespace anonshm {

anonshm_handle by_shm_mkstemp(const request &wanted) {
    request plain = wanted;
    plain.readonly = nullptr;
    const anonshm_handle proof = by_shm_open(plain);
    if (proof == ANONSHM_INVALID_HANDLE)
        return proof;
    name made;
    const bool named = make_name(made, "", blanks);
    discard(proof);
    const int fd = named ? again([&] { return sys_shm_mkstemp(made.text); }) : -1;
    return fd == -1 ? -1 : claim_shm(fd, made.text, wanted);
}

} // namespace anonshm
