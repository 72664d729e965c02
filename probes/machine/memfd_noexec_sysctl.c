// SPDX-License-Identifier: MIT
// What is vm.memfd_noexec set to? 0: as requested; 1: not executable unless requested; 2: never
// executable. Per PID namespace, since Linux 6.3.
// Source: linux Documentation/userspace-api/mfd_noexec.rst.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer memfd_noexec_sysctl(void) {
    char digit = 0;
    const int fd = open("/proc/sys/vm/memfd_noexec", O_RDONLY);
    if (fd == -1 || read(fd, &digit, 1) != 1)
        return result_with("none", "%s", error_name(errno));
    return number(digit - '0');
}

ANONSHM_PROBE_END
