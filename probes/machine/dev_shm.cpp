// SPDX-License-Identifier: MIT
// Is /dev/shm a directory in memory, as glibc, musl and O_TMPFILE want it?

#include "../support/directory.h"

namespace anonshm_probe {

answer dev_shm() {
    const file_system on("/dev/shm");
    if (!on.found)
        return result("false", "%s", error_name(on.error));
    const char *const type = type_of(on.there);
    const bool in_memory = strcmp(type, "tmpfs") == 0 || strcmp(type, "ramfs") == 0;
    return result(in_memory ? "true" : "false", "%s", type);
}

} // namespace anonshm_probe
