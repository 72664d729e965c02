#include "../../system/again.h"
#include "../../system/system.h"
#include "directory.h"

#include <sys/stat.h>

namespace anonshm {

// What the XDG Base Directory Specification demands of $XDG_RUNTIME_DIR.
static bool belongs_to_us_alone(const char *path) {
    file_status status = {};
    return again([&] { return sys_stat(path, &status); }) == 0 && S_ISDIR(status.mode) &&
           status.owner == sys_user() && (status.mode & 0777) == 0700;
}

const char *resolve(const directory &where) {
    if (where.path != nullptr)
        return where.path;
    const char *const path = sys_environment(where.variable);
    if (path == nullptr || path[0] != '/')
        return nullptr;
    return !where.is_private || belongs_to_us_alone(path) ? path : nullptr;
}

} // namespace anonshm
