// SPDX-License-Identifier: MIT
#include "../../system/again.h"
#include "../../system/magic.h"
#include "../../system/system.h"
#include "file_system.h"

namespace anonshm {

#if defined __linux__

namespace {

suitability judge(const file_system &found, storage needed, const request &wanted) {
    if (needed == storage::memory && !is_memory(found.magic))
        errno = ENOTSUP;
    else if ((wanted.flags & ANONSHM_EXEC) != 0 && found.is_noexec)
        errno = EACCES;
    else if ((wanted.flags & ANONSHM_SIZED) != 0 && wanted.size > found.room)
        errno = ENOSPC;
    else
        return suitability::suits;
    return suitability::unsuitable;
}

} // namespace

suitability suitability_of_directory(const char *path, storage needed, const request &wanted) {
    file_system found = {};
    const int result = again([&] { return sys_file_system_at(path, &found); });
    return result == 0 ? judge(found, needed, wanted) : suitability::unknown;
}

suitability suitability_of_file(int fd, storage needed, const request &wanted) {
    file_system found = {};
    const int result = again([&] { return sys_file_system(fd, &found); });
    return result == 0 ? judge(found, needed, wanted) : suitability::unknown;
}

#else // no call that would report it

static suitability judge(storage needed) {
    if (needed == storage::anything)
        return suitability::suits;
    errno = ENOTSUP;
    return suitability::unsuitable;
}

suitability suitability_of_directory(const char *, storage needed, const request &) {
    return judge(needed);
}

suitability suitability_of_file(int, storage needed, const request &) {
    return judge(needed);
}

#endif

} // namespace anonshm
