// SPDX-License-Identifier: MIT
#include "magic.h"
#include "map.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined __linux__
# include <sys/vfs.h>
#endif

namespace anonshm {

#if defined MAP_POPULATE
constexpr int populating = MAP_POPULATE; // Linux
#elif defined MAP_PREFAULT_READ
constexpr int populating = MAP_PREFAULT_READ; // FreeBSD
#else
constexpr int populating = 0;
#endif

size_t sys_page_size() {
    return static_cast<size_t>(getpagesize()); // sysconf(3) is not in klibc
}

// -- The rules -----------------------------------------------------------------------------

// On hugetlbfs every size and offset is a multiple of the huge page: mmap(2) rounds the length
// up, and a copy would overwrite what is behind its place. A tmpfs may have blocks of that size
// too, and maps single pages.
static size_t page_of(int fd, const file_status &found) {
#if defined __linux__
    struct statfs system;
    if (found.block > sys_page_size() && fstatfs(fd, &system) == 0 &&
        static_cast<uint32_t>(system.f_type) == hugetlbfs_magic)
        return static_cast<size_t>(found.block);
#else
    (void)fd, (void)found;
#endif
    return sys_page_size();
}

// fstat(2) does not know the size of a device, such as Android's ashmem.
int sys_map_rules(anonshm_handle object, map_rules *rules) {
    file_status found;
    if (sys_fstat(object, &found) == -1)
        return -1;
    const size_t page = page_of(object, found);
    *rules = {S_ISCHR(found.mode) ? UINT64_MAX : found.size, page, page};
    return 0;
}

// -- Mappings ------------------------------------------------------------------------------

// No system is bound to have mappings that can be written or executed and not read.
static int protection(unsigned access) {
    return PROT_READ | ((access & ANONSHM_WRITE) != 0 ? PROT_WRITE : 0) |
           ((access & ANONSHM_EXECUTE) != 0 ? PROT_EXEC : 0);
}

void *sys_map(void *address, anonshm_handle object, uint64_t offset, size_t size,
              unsigned access) {
    const int flags = ((access & ANONSHM_PRIVATE) != 0 ? MAP_PRIVATE : MAP_SHARED) |
                      ((access & ANONSHM_POPULATE) != 0 ? populating : 0) |
                      (address != nullptr ? MAP_FIXED : 0);
    const int allowed = protection(access);
    const off_t begin = static_cast<off_t>(offset);
    // NOLINTNEXTLINE(clang-analyzer-security.MmapWriteExec): it is the caller's choice
    void *const mapped = mmap(address, size, allowed, flags, object, begin);
    return mapped == MAP_FAILED ? nullptr : mapped;
}

int sys_unmap(void *address, size_t size, unsigned copies) {
    return munmap(address, size * copies);
}

} // namespace anonshm
