// SPDX-License-Identifier: MIT
// Does fstat report whole pages instead of the size that was set?
//
// macOS rounds up (xnu bsd/kern/posix_shm.c), so a receiver cannot learn the exact size there.

#include "../support/object.h"

namespace anonshm_probe {

answer shm_size_rounded() {
    const int fd = nameless_object();
    struct stat object;
    if (fd == -1 || ftruncate(fd, 1) == -1 || fstat(fd, &object) == -1)
        return unknown(error_name(errno));
    return result(object.st_size == 1 ? "false" : "true", "1 byte was set, %lld reported",
                  static_cast<long long>(object.st_size));
}

} // namespace anonshm_probe
