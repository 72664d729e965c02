// Which folders could hold a memory file: is it there, on what file system, how much is free
// for this user, may programs be run from it?
// Sources: statfs(2), linux include/uapi/linux/magic.h; statvfs(3) elsewhere.

#include "../folder.h"

namespace anonshm_probe {

answer directory(const char *folder) {
    const file_system there(folder);
    if (!there.found)
        return say("none", "%s: %s", there.path, error_name(there.error));
    return say(there.type, "%s", there.path);
}

answer free_bytes(const char *folder) {
    const file_system there(folder);
    if (!there.found)
        return unknown(error_name(there.error));
    answer free = number(static_cast<long long>(there.free));
    snprintf(free.detail, sizeof free.detail, "%.1f MiB",
             static_cast<double>(there.free) / (1 << 20));
    return free;
}

answer noexec(const char *folder) {
    const file_system there(folder);
    return there.found ? yes_or_no(there.noexec) : unknown(error_name(there.error));
}

} // namespace anonshm_probe
