// SPDX-License-Identifier: MIT
#include "../../system/again.h"
#include "../../system/magic.h"
#include "../../system/object.h"
#include "kind.h"

#include <string.h>
#include <sys/stat.h>

namespace anonshm {

#if defined __linux__

// An eventfd, a timer or an io_uring has no type of file.
bool is_object(const file_status &status) {
    return S_ISREG(status.mode);
}

kind kind_of(int fd) {
    file_system found = {};
    if (again([&] { return sys_file_system(fd, &found); }) == -1)
        return kind::unknown;
    if (found.magic == hugetlbfs_magic)
        return kind::huge_pages;
    return is_memory(found.magic) ? kind::memory : kind::disk;
}

bool is_in_file_system(int) {
    return true;
}

#else

// Shared memory has no type of file on macOS (bsd/kern/posix_shm.c: pshm_stat), nor has
// NetBSD's memfd (sys/kern/sys_memfd.c: memfd_stat).
bool is_object(const file_status &status) {
    return S_ISREG(status.mode) || (status.mode & S_IFMT) == 0;
}

// What is in no file system is the kernel's own object: fstatfs(2) wants a vnode.
kind kind_of(int fd) {
    char name[file_system_name_size];
    if (again([&] { return sys_file_system_name(fd, name); }) == -1)
        return errno == ENOSYS ? kind::unknown : kind::memory;
    const bool in_memory = strcmp(name, "tmpfs") == 0 || strcmp(name, "mfs") == 0;
    return in_memory ? kind::memory : kind::disk;
}

bool is_in_file_system(int fd) {
    char name[file_system_name_size];
    return again([&] { return sys_file_system_name(fd, name); }) == 0;
}

#endif

} // namespace anonshm
