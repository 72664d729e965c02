// SPDX-License-Identifier: MIT
#include "../../system/again.h"
#include "../../system/system.h"
#include "../progress.h"
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
    return where.kind != directory::exclusive || belongs_to_us_alone(path) ? path : nullptr;
}

bool is_suitable(const directory &where, storage needed, const request &wanted,
                 const char *path) {
    const suitability found = suitability_of_directory(path, needed, wanted);
    if (found == suitability::suits)
        return true;
    if (found == suitability::unknown && where.kind != directory::possible)
        return true; // the object will show it
    if (where.kind == directory::possible &&
        (found == suitability::unknown || errno == ENOTSUP))
        errno = ENOENT;
    else
        blame(wanted, "statfs");
    return false;
}

} // namespace anonshm
