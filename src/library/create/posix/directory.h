// The directories in which a file may be created.

#ifndef ANONSHM_DIRECTORY_H
#define ANONSHM_DIRECTORY_H

#include "../errno_policy.h"

namespace anonshm {

// A path, or the environment variable that contains it; such a directory may have to belong to
// this user alone.
struct directory {
    const char *path;
    const char *variable;
    bool is_private;
};

// For what must be in memory. Whether a file there is, normal_form() checks.
constexpr directory memory_directories[] = {
    {"/dev/shm", nullptr, false},
    {"/run/shm", nullptr, false}, // Debian and Ubuntu, 2011 to 2013
    {nullptr, "XDG_RUNTIME_DIR", true},
};

constexpr directory disk_directories[] = {
    {nullptr, "TMPDIR", false},
    {"/tmp", nullptr, false},
    {"/var/tmp", nullptr, false},
};

// The path of the directory, or null if there is no such variable, its value is no absolute
// path, or the directory may not be used.
const char *resolve(const directory &where);

// Creates in the first directory where that succeeds. ENOENT does not hide the errno of another
// directory.
template <size_t count, class function>
int create_in(const directory (&directories)[count], function create) {
    int error = ENOENT;
    for (const directory &where : directories) {
        const char *const path = resolve(where);
        if (path == nullptr)
            continue;
        const int fd = create(path);
        if (fd != -1 || action_for(errno) == action::stop)
            return fd;
        if (errno != ENOENT)
            error = errno;
    }
    errno = error;
    return -1;
}

} // namespace anonshm

#endif
