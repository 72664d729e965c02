// The directories in which a file may be created.

#ifndef ANONSHM_PLACE_H
#define ANONSHM_PLACE_H

#include "../errno_policy.h"

namespace anonshm {

// A directory, or the environment variable that names one; such a directory may have to belong
// to this user alone.
struct place {
    const char *path;
    const char *variable;
    bool is_private;
};

// For what must be in memory. That a file there really is shows the descriptor (is_in_memory).
constexpr place memory_places[] = {
    {"/dev/shm", nullptr, false},
    {"/run/shm", nullptr, false}, // Debian and Ubuntu, 2011 to 2013
    {nullptr, "XDG_RUNTIME_DIR", true},
};

constexpr place disk_places[] = {
    {nullptr, "TMPDIR", false},
    {"/tmp", nullptr, false},
    {"/var/tmp", nullptr, false},
};

// The path of the directory, or null if there is no such variable, its value is no absolute
// path, or the directory may not be used.
const char *resolve(const place &where);

// Creates in the first directory that takes it. ENOENT does not hide what another directory had
// to say.
template <size_t count, class function>
int create_in(const place (&places)[count], function create) {
    int error = ENOENT;
    for (const place &where : places) {
        const char *const directory = resolve(where);
        if (directory == nullptr)
            continue;
        const int fd = create(directory);
        if (fd != -1 || step_after(errno) == step::stop)
            return fd;
        if (errno != ENOENT)
            error = errno;
    }
    errno = error;
    return -1;
}

} // namespace anonshm

#endif
