// SPDX-License-Identifier: MIT
// The directories in which a file may be created.

#ifndef ANONSHM_DIRECTORY_H
#define ANONSHM_DIRECTORY_H

#include "../errno_policy.h"
#include "../request.h"
#include "file_system.h"

namespace anonshm {

// A path, or the environment variable that contains it.
struct directory {
    const char *path;
    const char *variable;
    enum {
        usual,     // made for the purpose
        exclusive, // as usual, if it belongs to this user alone
        possible,  // usually on a disk, and then no error
    } kind;
};

// For what must be in memory.
constexpr directory memory_directories[] = {
    {"/dev/shm", nullptr, directory::usual},
    {"/run/shm", nullptr, directory::usual}, // Debian and Ubuntu, 2011 to 2013
    {nullptr, "XDG_RUNTIME_DIR", directory::exclusive},
    {nullptr, "TMPDIR", directory::possible},
    {"/tmp", nullptr, directory::possible},
};

constexpr directory disk_directories[] = {
    {nullptr, "TMPDIR", directory::usual},
    {"/tmp", nullptr, directory::usual},
    {"/var/tmp", nullptr, directory::usual},
};

// The path of the directory, or null if there is no such variable, its value is no absolute
// path, or the directory may not be used.
const char *resolve(const directory &where);

// Whether to create there, as far as that can be known before, so that nothing is created only
// to be refused. False with errno: that of suitability_of_directory(); ENOENT for a possible
// directory that is not in memory, or cannot be queried.
bool is_suitable(const directory &where, storage needed, const request &wanted,
                 const char *path);

// Creates in the first directory where that succeeds. ENOENT does not hide the errno of another
// directory.
template <size_t count, class function>
int create_in(const directory (&directories)[count], storage needed, const request &wanted,
              function create) {
    int error = ENOENT;
    for (const directory &where : directories) {
        const char *const path = resolve(where);
        if (path == nullptr)
            continue;
        const int fd = is_suitable(where, needed, wanted, path) ? create(path) : -1;
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
