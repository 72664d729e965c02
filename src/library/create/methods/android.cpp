// ASharedMemory_create, Android 8 (API 26): where the kernel or the app's system call filter
// has no memfd. It may be an ashmem device, whose size is set by an ioctl when it is made:
// ftruncate(2) and fstat(2) do not apply, and so only a sized request can be served.

#include "../../system/system.h"
#include "../method.h"
#include "../posix/normal_form.h"
#include "../errno_policy.h"

namespace anonshm {

static anonshm_handle by_android(const request &wanted) {
    const int fd = again([&] { return sys_ashmem("anonshm", wanted.size); });
    return fd == -1 ? -1 : keep_if(close_on_exec(fd), fd);
}

const method method_android = {"android", by_android, flag_sized, 0};

} // namespace anonshm
