// SPDX-License-Identifier: MIT
#include "object.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>
#if defined __APPLE__ || defined __FreeBSD__ || defined __DragonFly__ || defined __OpenBSD__
# include <sys/param.h>
# include <sys/mount.h>
#elif defined __NetBSD__ || defined __sun
# include <sys/statvfs.h>
#endif

#if !defined MAP_NORESERVE // FreeBSD, OpenBSD
# define MAP_NORESERVE 0
#endif

namespace anonshm {

// -- Writing -------------------------------------------------------------------------------

// Of huge pages none is taken, and there may be none.
int sys_write_anyhow(int fd, size_t size) {
    const bool written = pwrite(fd, "", 1, 0) == 1;
    void *const mapped =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
    if (mapped == MAP_FAILED)
        return written ? 0 : -1;
    munmap(mapped, size);
    return 0;
}

// -- File systems --------------------------------------------------------------------------

#if defined __APPLE__ || defined __FreeBSD__ || defined __DragonFly__ || defined __OpenBSD__
int sys_file_system_name(int fd, char *name) {
    struct statfs found;
    if (fstatfs(fd, &found) == -1)
        return -1;
    strlcpy(name, found.f_fstypename, file_system_name_size);
    return 0;
}
#elif defined __NetBSD__ || defined __sun
# if defined __sun
#  define f_fstypename f_basetype
# endif
int sys_file_system_name(int fd, char *name) {
    struct statvfs found;
    if (fstatvfs(fd, &found) == -1)
        return -1;
    strlcpy(name, found.f_fstypename, file_system_name_size);
    return 0;
}
#else
int sys_file_system_name(int, char *) {
    errno = ENOSYS;
    return -1;
}
#endif

// -- Pages ---------------------------------------------------------------------------------

// glibc, musl, uClibc-ng and Android declare the function and these macros together.
#if defined __linux__ && defined FALLOC_FL_PUNCH_HOLE
static int call_fallocate(int fd, int mode, uint64_t offset, uint64_t size) {
    return fallocate(fd, mode, static_cast<off_t>(offset), static_cast<off_t>(size));
}
int sys_allocate(int fd, uint64_t offset, uint64_t size) {
    return call_fallocate(fd, 0, offset, size);
}
int sys_punch(int fd, uint64_t offset, uint64_t size) {
    return call_fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, size);
}
#else
int sys_allocate(int, uint64_t, uint64_t) {
    errno = ENOTSUP;
    return -1;
}
#endif

#if defined SPACECTL_DEALLOC // FreeBSD 14; a signal may leave a part, which is tried again
int sys_punch(int fd, uint64_t offset, uint64_t size) {
    spacectl_range left = {static_cast<off_t>(offset), static_cast<off_t>(size)};
    while (left.r_len > 0)
        if (fspacectl(fd, SPACECTL_DEALLOC, &left, 0, &left) == -1)
            return -1;
    return 0;
}
#elif !defined __linux__ || !defined FALLOC_FL_PUNCH_HOLE
int sys_punch(int, uint64_t, uint64_t) {
    errno = ENOTSUP;
    return -1;
}
#endif

#if defined __linux__ && !defined __KLIBC__ // which has no madvise(2)
constexpr int populate_write = 23;          // MADV_POPULATE_WRITE, in glibc since 2.35

bool sys_can_populate() {
    return madvise(nullptr, 0, populate_write) == 0; // EINVAL where it is not known
}
int sys_populate(int fd, uint64_t offset, uint64_t size) {
    const uint64_t start = offset & ~static_cast<uint64_t>(getpagesize() - 1);
    const size_t length = static_cast<size_t>(offset + size - start);
    void *const mapped = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
                              static_cast<off_t>(start));
    if (mapped == MAP_FAILED)
        return -1;
    const int result = madvise(mapped, length, populate_write);
    const int error = errno == EFAULT ? ENOSPC : errno; // EFAULT: it would be SIGBUS
    munmap(mapped, length);
    errno = error;
    return result;
}
#else
bool sys_can_populate() {
    return false;
}
int sys_populate(int, uint64_t, uint64_t) {
    errno = ENOTSUP;
    return -1;
}
#endif

} // namespace anonshm
