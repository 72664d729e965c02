// Does fstat report whole pages instead of the size that was set?
//
// macOS rounds up (xnu bsd/kern/posix_shm.c), so a receiver cannot learn the exact size there.

#include "../object.h"

namespace anonshm_probe {

answer shm_size_rounded() {
    const int fd = nameless_object();
    struct stat object;
    if (fd == -1 || ftruncate(fd, 1) == -1 || fstat(fd, &object) == -1)
        return unknown(error_name(errno));
    answer rounded = yes_or_no(object.st_size != 1);
    snprintf(rounded.detail, sizeof rounded.detail, "1 byte was set, %lld reported",
             static_cast<long long>(object.st_size));
    return rounded;
}

} // namespace anonshm_probe
