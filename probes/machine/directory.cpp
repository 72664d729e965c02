// Which directories could hold a memory file: is it there, on what file system, how much is
// free for this user, may programs be run from it? Sources: statfs(2), linux
// include/uapi/linux/magic.h; statvfs(3) elsewhere.

#include "../support/directory.h"

namespace anonshm_probe {

answer directory(const char *name) {
    const file_system on(name);
    if (!on.found)
        return result("none", "%s: %s", on.path, error_name(on.error));
    return result(type_of(on.there), "%s", on.path);
}

answer free_bytes(const char *name) {
    const file_system on(name);
    if (!on.found)
        return unknown(error_name(on.error));
    const unsigned long long free = free_bytes_of(on.there);
    char size[32];
    snprintf(size, sizeof size, "%.1f MiB", static_cast<double>(free) / (1 << 20));
    return number(static_cast<long long>(free), size);
}

answer noexec(const char *name) {
    const file_system on(name);
    return on.found ? noexec_of(first(), on.there) : unknown(error_name(on.error));
}

} // namespace anonshm_probe
