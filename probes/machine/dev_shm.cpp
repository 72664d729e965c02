// Is /dev/shm a directory in memory, as glibc, musl and O_TMPFILE want it?

#include "../folder.h"

namespace anonshm_probe {

answer dev_shm() {
    const file_system there("/dev/shm");
    if (!there.found)
        return say("false", "%s", error_name(there.error));
    const bool in_memory = strcmp(there.type, "tmpfs") == 0 || strcmp(there.type, "ramfs") == 0;
    return say(in_memory ? "true" : "false", "%s", there.type);
}

} // namespace anonshm_probe
