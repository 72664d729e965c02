// SPDX-License-Identifier: MIT
// A directory and the file system it is on.

#ifndef ANONSHM_DIRECTORY_H
#define ANONSHM_DIRECTORY_H

#include "mounted.h"
#include "object.h"

namespace anonshm_probe {

// "$XDG_RUNTIME_DIR" stands for the value of that variable; empty if there is none.
inline const char *directory_path(const char *name) {
    if (name[0] != '$')
        return name;
    const char *const path = getenv(name + 1);
    return path ? path : "";
}

struct file_system {
    const char *path;
    bool found = false;
    int error = ENOENT;
    mounted there = {};

    explicit file_system(const char *name) : path(directory_path(name)) {
        struct stat is;
        if (stat(path, &is) == -1 || get_mounted(path, &there) == -1) {
            error = errno;
            return;
        }
        found = S_ISDIR(is.st_mode);
        error = found ? 0 : ENOTDIR;
    }
};

} // namespace anonshm_probe

#endif
