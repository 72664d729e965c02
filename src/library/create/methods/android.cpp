// SPDX-License-Identifier: MIT
// ASharedMemory_create, Android 8 (API 26): where the kernel or the app's system call filter
// has no memfd. It may be an ashmem device, whose size is set by an ioctl when it is made:
// ftruncate(2) and fstat(2) do not apply, and so only a sized request can be served.

#include "../../system/again.h"
#include "../../system/system.h"
#include "../method.h"
#include "../posix/normal_form.h"

namespace anonshm {

anonshm_handle by_android(const request &wanted) {
    const size_t size = static_cast<size_t>(wanted.size);
    if (size != wanted.size) {
        errno = EFBIG;
        return -1;
    }
    const int fd = again([&] { return sys_ashmem(wanted.label, size); });
    return normal_form(fd, origin::ashmem, wanted);
}

} // namespace anonshm
