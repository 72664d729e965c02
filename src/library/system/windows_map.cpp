// SPDX-License-Identifier: MIT
#include "map.h"
#include "windows_error.h"

#include <errno.h>
#include <windows.h>

namespace anonshm {

static SYSTEM_INFO system_info() {
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return info;
}

size_t sys_page_size() {
    return system_info().dwPageSize;
}

// A view begins at a multiple of the allocation granularity (64 KiB), and so does each copy.
// How large a section is needs no query: what is too large for it cannot be mapped.
int sys_map_rules(anonshm_handle, map_rules *rules) {
    const SYSTEM_INFO info = system_info();
    *rules = {UINT64_MAX, info.dwPageSize, info.dwAllocationGranularity};
    return 0;
}

// There are no views that can be written or executed and not read.
static DWORD view_access(unsigned access) {
    const bool is_private = (access & ANONSHM_PRIVATE) != 0;
    const DWORD write = is_private ? FILE_MAP_COPY : FILE_MAP_WRITE;
    return ((access & ANONSHM_WRITE) != 0 ? write : FILE_MAP_READ) |
           ((access & ANONSHM_EXECUTE) != 0 ? FILE_MAP_EXECUTE : 0);
}

static void *map_view(void *address, anonshm_handle section, uint64_t offset, size_t size,
                      DWORD access) {
    return MapViewOfFileEx(section, access, static_cast<DWORD>(offset >> 32),
                           static_cast<DWORD>(offset), size, address);
}

// ERROR_ACCESS_DENIED stands for a view beyond the section's end as well. Which it is shows at
// its first page, for which every section is large enough.
static int errno_of_view(DWORD error, anonshm_handle section, DWORD access) {
    if (error != ERROR_ACCESS_DENIED)
        return errno_of(error);
    void *const view = map_view(nullptr, section, 0, 1, access);
    if (view == nullptr)
        return EACCES;
    UnmapViewOfFile(view);
    return EINVAL;
}

void *sys_map(void *address, anonshm_handle object, uint64_t offset, size_t size,
              unsigned access) {
    const size_t before = static_cast<size_t>(offset % system_info().dwAllocationGranularity);
    const size_t whole = size <= SIZE_MAX - before ? size + before : SIZE_MAX;
    void *const view = map_view(address, object, offset - before, whole, view_access(access));
    if (view != nullptr)
        return static_cast<char *>(view) + before;
    errno = errno_of_view(GetLastError(), object, view_access(access));
    return nullptr;
}

// A view is unmapped as a whole, by the address where it begins.
int sys_unmap(void *address, size_t size, unsigned copies) {
    for (unsigned copy = 0; copy < copies; ++copy) {
        const void *const place = static_cast<char *>(address) + size * copy;
        MEMORY_BASIC_INFORMATION found;
        const bool is_known = VirtualQuery(place, &found, sizeof found) != 0;
        if (!is_known || found.Type != MEM_MAPPED || !UnmapViewOfFile(found.AllocationBase)) {
            errno = EINVAL;
            return -1;
        }
    }
    return 0;
}

} // namespace anonshm
