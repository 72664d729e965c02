// SPDX-License-Identifier: MIT
// A directory and the file system it is on.

#ifndef ANONSHM_DIRECTORY_H
#define ANONSHM_DIRECTORY_H

#include "mounted.h"
#include "object.h"

ANONSHM_PROBE_BEGIN

// "$XDG_RUNTIME_DIR" stands for the value of that variable; empty if there is none.
static inline const char *directory_path(const char *name) {
    if (name[0] != '$')
        return name;
    const char *const path = getenv(name + 1);
    return path ? path : "";
}

typedef struct {
    bool found;
    int error; // why it is not
    mounted there;
} file_system;

static inline file_system file_system_of(const char *name) {
    const char *const path = directory_path(name);
    file_system on;
    struct stat is;
    const bool known = stat(path, &is) == 0 && get_mounted(path, -1, &on.there) == 0;
    on.error = known ? ENOTDIR : errno;
    on.found = known && S_ISDIR(is.st_mode);
    return on;
}

ANONSHM_PROBE_END

#endif
