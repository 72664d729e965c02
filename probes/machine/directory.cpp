// SPDX-License-Identifier: MIT
// Which directories could hold a memory file: is it there, on what file system, how much is
// free for this user, may programs be run from it? Sources: statfs(2), linux
// include/uapi/linux/magic.h; statvfs(3) elsewhere.

#include "../support/directory.h"

namespace anonshm_probe {

// Its path is not in the answer: $XDG_RUNTIME_DIR may name a user.
answer directory(const char *name) {
    const file_system on(name);
    if (!on.found)
        return result("none", "%s", error_name(on.error));
    return result(type_of(on.there));
}

static answer bytes(unsigned long long blocks, unsigned long long size) {
    char text[32];
    snprintf(text, sizeof text, "%.1f MiB", static_cast<double>(blocks * size) / (1 << 20));
    return number(static_cast<long long>(blocks * size), text);
}

answer free_bytes(const char *name) {
    const file_system on(name);
    if (!on.found)
        return unknown(error_name(on.error));
    if (!has_limit(on.there))
        return unknown("no limit");
    return bytes(static_cast<unsigned long long>(on.there.f_bavail), block_size_of(on.there));
}

answer total_bytes(const char *name) {
    const file_system on(name);
    if (!on.found)
        return unknown(error_name(on.error));
    if (!has_limit(on.there))
        return unknown("no limit");
    return bytes(static_cast<unsigned long long>(on.there.f_blocks), block_size_of(on.there));
}

answer noexec(const char *name) {
    const file_system on(name);
    return on.found ? noexec_of(on.there, 0) : unknown(error_name(on.error));
}

} // namespace anonshm_probe
