// SPDX-License-Identifier: MIT
#include "map.h"

#include <errno.h>
#include <sys/mman.h>

#if !defined MAP_ANONYMOUS // macOS before 10.11
# define MAP_ANONYMOUS MAP_ANON
#endif
#if !defined MAP_NORESERVE // FreeBSD, OpenBSD
# define MAP_NORESERVE 0
#endif

namespace anonshm {

// On Linux a mapping may be longer than the object, so that one call can reserve the range and
// map the first copy. Not with huge pages: hugetlbfs makes the object as long as the mapping.
// And not with MAP_POPULATE, which would fill what the object has behind the copy.
static bool reserves_by_first_copy(const mirror &wanted) {
#if defined __linux__
    return wanted.page == sys_page_size() && (wanted.access & ANONSHM_POPULATE) == 0;
#else
    (void)wanted;
    return false;
#endif
}

static void unmap_if_any(char *address, size_t size) {
    if (size != 0) // else EINVAL
        munmap(address, size);
}

// At an address that is a multiple of the page, which may be a huge one.
static char *reserve_addresses(size_t size, size_t page) {
    const size_t slack = page - sys_page_size();
    const size_t length = size <= SIZE_MAX - slack ? size + slack : SIZE_MAX; // ENOMEM
    constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
    void *const mapped = mmap(nullptr, length, PROT_NONE, flags, -1, 0);
    if (mapped == MAP_FAILED)
        return nullptr;
    const size_t before = (0 - reinterpret_cast<uintptr_t>(mapped)) % page;
    char *const first = static_cast<char *>(mapped) + before;
    unmap_if_any(static_cast<char *>(mapped), before);
    unmap_if_any(first + size, slack - before);
    return first;
}

static void *map_at(void *address, size_t size, const mirror &wanted) {
    return sys_map(address, wanted.object, 0, size, wanted.access);
}

bool sys_reserve(mirror &wanted) {
    wanted.first = reserves_by_first_copy(wanted)
                       ? static_cast<char *>(map_at(nullptr, wanted.whole(), wanted))
                       : reserve_addresses(wanted.whole(), wanted.page);
    wanted.is_reserved = wanted.first != nullptr;
    return wanted.is_reserved;
}

bool sys_place(const mirror &wanted, unsigned copy) {
    if (copy == 0 && reserves_by_first_copy(wanted))
        return true;
    return map_at(wanted.place(copy), wanted.size, wanted) != nullptr;
}

// ENOMEM if something of it is not mapped; changes nothing.
static bool is_mapped(char *address, size_t size) {
    const int cancellation = sys_disable_cancellation(); // msync(2) is a cancellation point
    const bool is = msync(address, size, MS_ASYNC) == 0;
    sys_restore_cancellation(cancellation);
    return is;
}

// A mmap(2) with MAP_FIXED that fails may have unmapped what it was to replace (POSIX), and
// another thread may have mapped something there since: that is not ours to unmap.
void sys_release(const mirror &wanted, unsigned placed) {
    char *const failed = wanted.place(placed);
    const size_t before = wanted.size * placed;
    unmap_if_any(wanted.first, before);
    if (is_mapped(failed, wanted.size))
        munmap(failed, wanted.size);
    unmap_if_any(failed + wanted.size, wanted.whole() - before - wanted.size);
}

} // namespace anonshm
