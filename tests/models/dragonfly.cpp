// SPDX-License-Identifier: MIT
// DragonFly: lib/libc/gen/posixshm.c.
//
// DRAGONFLY_SHMDIR is 0 for a system without the directory /var/run/shm.

#include "file_objects.h"

#include <string.h>
#include <unistd.h>

static constexpr fresh_directory with_directory[] = {
    {"/tmp", 01777}, {"/var", 0755}, {"/var/run", 0755}, {"/var/run/shm", 01777}, {}};
static constexpr fresh_directory without_directory[] = {
    {"/tmp", 01777}, {"/var", 0755}, {"/var/run", 0755}, {}};

static constexpr name_rule names[] = {{}};

constexpr size_t path_max = 1024; // with the NUL, of what open or openat is given

// With /var/run/shm the name is opened relative to it, without its leading slashes and with no
// other check; else as the path that it is. A relative path starts at "/" here, as if that were
// the working directory.
static int locate(const spelling &name, path_buffer &path) {
    int directory = root_open("/var/run/shm", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const char *rest = directory == -1 ? name.whole : name.rest;
    if (directory != -1)
        close(directory);
    if (rest[0] == '\0' || strlen(rest) >= path_max)
        return rest[0] == '\0' ? ENOENT : ENAMETOOLONG;
    path.add(directory == -1 ? "/" : "/var/run/shm/").add(rest);
    return 0;
}

// Two calls after open, so that close-on-exec comes late unless O_CLOEXEC was passed. F_SETFL
// sets FPOSIXSHM alone, which drops O_APPEND and O_NONBLOCK.
static int finish(int fd) {
    struct stat st;
    if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
        return EINVAL;
    bool done = fcntl(fd, F_SETFD, FD_CLOEXEC) == 0 && fcntl(fd, F_SETFL, 0) == 0;
    return done ? 0 : errno;
}

static constexpr file_rules describe() {
    file_rules rules = {};
    rules.names = names;
    rules.flags_first = true;
    rules.write_only = false;
    rules.translate = locate;
    rules.opened = finish;
    return rules;
}

static constexpr system_rules describe_system() {
    system_rules rules = {};
    rules.fresh = DRAGONFLY_SHMDIR ? with_directory : without_directory;
    return rules;
}

constexpr file_rules the_files = describe();
constexpr system_rules the_system = describe_system();
