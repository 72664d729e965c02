// SPDX-License-Identifier: MIT
// How many huge pages of the default size are there, and how many are free?
//
// A memfd of huge pages can be created where there are none; mmap(2) then gives ENOMEM.
// Source: linux Documentation/admin-guide/mm/hugetlbpage.rst.

#include "../support/object.h"

namespace anonshm_probe {

static answer line_of_meminfo(const char *name) {
    char text[8192] = {};
    const int fd = open("/proc/meminfo", O_RDONLY);
    if (fd == -1)
        return unknown(error_name(errno));
    const auto size = read(fd, text, sizeof text - 1);
    close(fd);
    const char *const line = size > 0 ? strstr(text, name) : nullptr;
    if (line == nullptr)
        return unknown("the kernel reports none");
    return number(strtoll(line + strlen(name), nullptr, 10));
}

answer huge_pages() {
    return line_of_meminfo("\nHugePages_Total:");
}
answer huge_pages_free() {
    return line_of_meminfo("\nHugePages_Free:");
}

} // namespace anonshm_probe
