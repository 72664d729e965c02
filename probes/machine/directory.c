// SPDX-License-Identifier: MIT
// Which directories could hold a memory file: is it there, on what file system, how much is
// free for this user, may programs be run from it? Sources: statfs(2), linux
// include/uapi/linux/magic.h; statvfs(3) elsewhere.

#include "../support/directory.h"

ANONSHM_PROBE_BEGIN

// Its path is not in the answer: $XDG_RUNTIME_DIR may name a user.
answer directory(const char *name) {
    const file_system on = file_system_of(name);
    if (!on.found)
        return result_with("none", "%s", error_name(on.error));
    return result(type_of(&on.there));
}

static answer bytes(const char *name, bool only_free) {
    const file_system on = file_system_of(name);
    if (!on.found)
        return unknown(error_name(on.error));
    if (!has_limit(&on.there))
        return unknown("no limit");
    const unsigned long long blocks =
        (unsigned long long)(only_free ? on.there.f_bavail : on.there.f_blocks);
    const unsigned long long size = blocks * block_size_of(&on.there);
    const unsigned long long tenths = ((size >> 10) * 10 + 512) >> 10; // of MiB
    answer given = number((long long)size);
    snprintf(given.detail, sizeof given.detail, "%llu.%llu MiB", tenths / 10, tenths % 10);
    return given;
}

answer free_bytes(const char *name) {
    return bytes(name, true);
}
answer total_bytes(const char *name) {
    return bytes(name, false);
}

answer noexec(const char *name) {
    const file_system on = file_system_of(name);
    return on.found ? noexec_of(&on.there) : unknown(error_name(on.error));
}

ANONSHM_PROBE_END
