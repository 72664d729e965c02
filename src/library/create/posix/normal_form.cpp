// SPDX-License-Identifier: MIT
#include "../../system/again.h"
#include "../../system/system.h"
#include "../progress.h"
#include "file_system.h"
#include "normal_form.h"
#include "twin.h"

#include <sys/stat.h>

namespace anonshm {

namespace {

// How a new descriptor may deviate from the normal form. Each costs a system call.
enum deviation : unsigned {
    open_on_exec = 0x1,
    executable = 0x2,     // has execute bits, requested or not
    not_executable = 0x4, // has none (mkostemp, or the umask), requested or not
    not_read_write = 0x8,
    on_disk = 0x10,
    sealable = 0x20,
    not_sealable = 0x40,
    empty = 0x80,
};

// What the probes found that shm_open(3) does itself.
#if ANONSHM_SHM_OPEN_SETS_CLOEXEC
constexpr unsigned shm_open_on_exec = 0;
#else
constexpr unsigned shm_open_on_exec = open_on_exec;
#endif

// On Linux /dev/shm may be a directory on a disk. Elsewhere what shm_open(3) yields is that
// system's shared memory wherever the system keeps it: NetBSD checks for tmpfs itself, Haiku
// uses a ramfs, FreeBSD and macOS no file at all, OpenBSD and illumos /tmp, Cygwin the disk.
#if defined __linux__
constexpr unsigned shm_on_disk = on_disk;
#else
constexpr unsigned shm_on_disk = 0;
#endif

// Haiku from 2017-11 to 2022-12 opened with O_RDWR|O_WRONLY (libroot, before 140013f27a), hence
// the check of shm_open's access mode.
unsigned deviations(origin from) {
    switch (from) {
    case origin::memfd:
        return executable | sealable | not_sealable | empty;
    case origin::noexec_memfd:
        return sealable | not_sealable | empty;
    case origin::shm_anon:
        return shm_open_on_exec | not_executable | empty;
    case origin::shm_object:
        return shm_open_on_exec | not_executable | not_read_write | shm_on_disk | empty;
    case origin::ashmem:
        return open_on_exec;
    case origin::memory_file:
        return not_executable | on_disk | empty;
    case origin::disk_file:
        return not_executable | empty;
    }
    return ~0u;
}

// What the request allows to stay as it is.
unsigned permitted(const request &wanted) {
    unsigned result = wanted.flags & ANONSHM_EXEC ? executable : not_executable;
    if (!(wanted.flags & ANONSHM_NO_SEALING))
        result |= sealable;
    if (!(wanted.flags & ANONSHM_SEALABLE))
        result |= not_sealable;
    if (!(wanted.flags & ANONSHM_SIZED))
        result |= empty;
    return result;
}

bool refuse(int error) {
    errno = error;
    return false;
}

// Each of these corrects or rules out one deviation; false, with errno, if it cannot.

bool close_on_exec(int fd) {
    return again([&] { return sys_set_close_on_exec(fd); }) == 0;
}

// Not everything has a mode that can be set: NetBSD's memfd has no vnode, and so no fchmod(2),
// but no execute bits either; macOS's shared memory has the one that it was created with.
bool set_execute_bits(int fd, unsigned mode) {
    if (again([&] { return sys_fchmod(fd, mode); }) == 0)
        return true;
    const int error = errno;
    file_status status = {};
    const bool known = sys_fstat(fd, &status) == 0;
    return (known && (status.mode & 0111) == (mode & 0111)) || refuse(error);
}

// With MFD_EXEC the bit is there. FreeBSD's objects have no mode at first; under
// vm.memfd_noexec=1 a memfd without MFD_EXEC has no execute bit and gets none (F_SEAL_EXEC).
bool is_executable(int fd) {
    file_status status = {};
    if (sys_fstat(fd, &status) == 0 && (status.mode & 0100) != 0)
        return true;
    return set_execute_bits(fd, 0700);
}

bool is_read_write(int fd) {
    const int mode = again([&] { return sys_access_mode(fd); });
    return mode != -1 && (mode == O_RDWR || refuse(ENOTSUP));
}

bool is_in_memory(int fd, const request &wanted) {
    return suitability_of_file(fd, storage::memory, wanted) == suitability::suits;
}

constexpr int seal_seal = 1; // F_SEAL_SEAL on every system that has seals

// The kernel may have taken the flag and ignored it.
bool is_sealable(int fd) {
    const int seals = again([&] { return sys_get_seals(fd); });
    return (seals != -1 && (seals & seal_seal) == 0) || refuse(ENOTSUP);
}

// The kernel may have made it sealable unasked (MFD_NOEXEC_SEAL, vm.memfd_noexec=1). A file
// system without seals answers EINVAL.
bool forbid_sealing(int fd) {
    const int seals = again([&] { return sys_get_seals(fd); });
    if (seals == -1)
        return errno == EINVAL;
    return (seals & seal_seal) != 0 || again([&] { return sys_add_seals(fd, seal_seal); }) == 0;
}

// No signal (SIGXFSZ): the size is within sys_size_limit().
bool set_size(int fd, const request &wanted) {
    return again([&] { return sys_resize(fd, wanted.size); }) == 0;
}

} // namespace

int normal_form(int fd, origin from, const request &wanted) {
    if (fd == -1)
        return -1;
    const unsigned left = deviations(from) & ~permitted(wanted);
    // The call to blame if what stands beside it is false.
    const auto by = [&](const char *call, bool good) {
        if (!good)
            blame(wanted, call);
        return good;
    };
    const bool may_lack_bits = (wanted.flags & ANONSHM_EXEC) && !(left & not_executable);
    const bool sound = (!(left & open_on_exec) || by("fcntl", close_on_exec(fd))) &&
                       (!(left & executable) || by("fchmod", set_execute_bits(fd, 0666))) &&
                       (!(left & not_executable) || by("fchmod", set_execute_bits(fd, 0700))) &&
                       (!may_lack_bits || by("fchmod", is_executable(fd))) &&
                       (!(left & not_read_write) || by("fcntl", is_read_write(fd))) &&
                       (!(left & on_disk) || by("fstatfs", is_in_memory(fd, wanted))) &&
                       (!(left & sealable) || by("fcntl", forbid_sealing(fd))) &&
                       (!(left & not_sealable) || by("fcntl", is_sealable(fd))) &&
                       (!(left & empty) || by("ftruncate", set_size(fd, wanted)));
    return sound ? fd : discard_both(fd, wanted);
}

} // namespace anonshm
