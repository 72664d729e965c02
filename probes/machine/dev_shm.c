// SPDX-License-Identifier: MIT
// Is /dev/shm a directory in memory, as glibc, musl and O_TMPFILE want it?

#include "../support/directory.h"

ANONSHM_PROBE_BEGIN

answer dev_shm(void) {
    const file_system on = file_system_of("/dev/shm");
    if (!on.found)
        return no(error_name(on.error));
    return result_with(is_in_memory(&on.there) ? "true" : "false", "%s", type_of(&on.there));
}

ANONSHM_PROBE_END
