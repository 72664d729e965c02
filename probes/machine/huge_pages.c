// SPDX-License-Identifier: MIT
// How many huge pages of the default size are there, and how many are free?
//
// A memfd of huge pages can be created where there are none; mmap(2) then gives ENOMEM.
// Source: linux Documentation/admin-guide/mm/hugetlbpage.rst.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

static answer line_of_meminfo(const char *name) {
    char text[8192];
    const int fd = open("/proc/meminfo", O_RDONLY);
    if (fd == -1)
        return unknown(error_name(errno));
    const ssize_t size = read(fd, text, sizeof text - 1);
    close(fd);
    text[size > 0 ? size : 0] = '\0';
    const char *const line = strstr(text, name);
    if (line == NULL)
        return unknown("the kernel reports none");
    return number(strtoll(line + strlen(name), NULL, 10));
}

answer huge_pages(void) {
    return line_of_meminfo("\nHugePages_Total:");
}
answer huge_pages_free(void) {
    return line_of_meminfo("\nHugePages_Free:");
}

ANONSHM_PROBE_END
