// SPDX-License-Identifier: MIT
// shm_open(SHM_ANON): FreeBSD 8, GNU Hurd with glibc 2.38, QNX. FreeBSD ignores every flag but
// the access mode, and the mode bits (shm_open(2)); on the Hurd it is O_TMPFILE in /dev/shm.

#include "../../system/again.h"
#include "../../system/system.h"
#include "../method.h"
#include "../posix/normal_form.h"

namespace anonshm {

anonshm_handle by_shm_anon(const request &wanted) {
    const int fd = again([&] { return sys_shm_anon(wanted.file_mode()); });
    return normal_form(fd, origin::shm_anon, wanted);
}

} // namespace anonshm
