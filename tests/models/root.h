// SPDX-License-Identifier: MIT
// The directory that plays the modelled system's "/".
//
// ANONSHM_MODEL_ROOT names it by an absolute path. When the library is loaded, a root that is
// absent or empty is set up as the system's own would be found; when that cannot be, the
// program ends with a message and status 2. Paths below are the modelled system's: nothing that
// they contain, ".." and links included, leads out of the root (RESOLVE_IN_ROOT, Linux 5.6).

#ifndef ANONSHM_MODEL_ROOT_H
#define ANONSHM_MODEL_ROOT_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

// A path being put together. What does not fit leaves it full, and a full path is as long as
// the kernel's ENAMETOOLONG.
struct path_buffer {
    char text[PATH_MAX + 1] = "";
    size_t length = 0;

    path_buffer &add(const char *more, size_t size);
    path_buffer &add(const char *more);
    path_buffer &add_hex(uint32_t word); // eight digits
};

int root_open(const char *path, int flags, mode_t mode = 0);
int root_stat(const char *path, struct stat *st); // of a link itself
int root_unlink(const char *path);
int root_mkdir(const char *path, mode_t mode); // the umask does not count
int root_rmdir(const char *path);

// The root's real path, as links in /proc have it.
const char *root_path();

#endif
