#include "../../system/system.h"
#include "../errno_policy.h"
#include "normal_form.h"

#include <sys/stat.h>

namespace anonshm {

static bool refuse(int error) {
    errno = error;
    return false;
}

bool close_on_exec(int fd) {
    return again([&] { return sys_set_close_on_exec(fd); }) == 0;
}

#if ANONSHM_SHM_OPEN_SETS_CLOEXEC
bool close_shm_on_exec(int) {
    return true;
}
#else
bool close_shm_on_exec(int fd) {
    return close_on_exec(fd);
}
#endif

// Haiku from 2017-11 to 2022-12 opened with O_RDWR|O_WRONLY (libroot, before 140013f27a).
bool is_read_write(int fd) {
    const int mode = again([&] { return sys_access_mode(fd); });
    return mode != -1 && (mode == O_RDWR || refuse(ENOTSUP));
}

// On Linux /dev/shm may be a directory on a disk. Elsewhere what shm_open(3) yields is that
// system's shared memory wherever the system keeps it: NetBSD checks for tmpfs itself, Haiku
// uses a ramfs, FreeBSD and macOS no file at all, OpenBSD and illumos /tmp, Cygwin the disk.
#if defined __linux__
bool is_in_memory(int fd) {
    // linux/magic.h
    constexpr uint32_t tmpfs = 0x01021994, ramfs = 0x858458f6, hugetlbfs = 0x958458f6;
    uint32_t magic = 0;
    if (again([&] { return sys_file_system_type(fd, &magic); }) == -1)
        return false;
    return magic == tmpfs || magic == ramfs || magic == hugetlbfs || refuse(ENOTSUP);
}
bool is_shared_memory(int fd) {
    return is_in_memory(fd);
}
#else
bool is_in_memory(int) {
    return refuse(ENOTSUP);
}
bool is_shared_memory(int) {
    return true;
}
#endif

// 0666 is what the kernel gives with MFD_NOEXEC_SEAL. NetBSD's memfd has no vnode, and so no
// fchmod(2), but no execute bits either.
bool not_executable(int fd) {
    if (again([&] { return sys_fchmod(fd, 0666); }) == 0)
        return true;
    const int error = errno;
    file_status status = {};
    const bool clean = sys_fstat(fd, &status) == 0 && (status.mode & 0111) == 0;
    return clean || refuse(error);
}

// The kernel may have made it sealable without being asked (MFD_NOEXEC_SEAL,
// vm.memfd_noexec=1). What knows no seals at all answers EINVAL.
bool not_sealable(int fd) {
    constexpr int seal_seal = 1; // F_SEAL_SEAL on every system that has seals
    const int seals = again([&] { return sys_get_seals(fd); });
    if (seals == -1)
        return errno == EINVAL;
    return (seals & seal_seal) != 0 || again([&] { return sys_add_seals(fd, seal_seal); }) == 0;
}

} // namespace anonshm
