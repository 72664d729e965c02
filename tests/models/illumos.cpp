// SPDX-License-Identifier: MIT
// illumos: usr/src/lib/libc/port/rt/shm.c and pos4obj.c.

#include "digest.h"
#include "file_objects.h"

#include <endian.h>
#include <string.h>
#include <unistd.h>

static constexpr fresh_directory fresh[] = {{"/tmp", 01777}, {}};

static constexpr char data_type[] = ".SHMD";
static constexpr char lock_type[] = ".SHML";
constexpr size_t name_max = 255; // of /tmp, by pathconf: a tmpfs

static constexpr name_rule names[] = {{no_leading_slash, EINVAL, 0},
                                      {inner_slash, EINVAL, 0},
                                      {longer, ENAMETOOLONG, name_max},
                                      {}};

static int has_directory() {
    struct stat st;
    return root_stat("/tmp", &st) == 0 ? 0 : errno;
}

// __pos4obj_name: a name too long to take the type in front gets directories of its own,
// /tmp/.<md5>/<type>/<name>. The hash is printed as four words in the byte order of the host.
struct object_path {
    path_buffer hash_directory;
    path_buffer type_directory;
    path_buffer file;
    bool is_long;
};

static object_path locate(const char *name, const char *type) {
    object_path path;
    path.is_long = strlen(name) > name_max - strlen(type);
    path.hash_directory.add("/tmp/");
    if (path.is_long) {
        path.hash_directory.add(".");
        for (uint32_t word : md5(name, strlen(name)).words)
            path.hash_directory.add_hex(htole32(word));
    }
    path.type_directory = path.hash_directory;
    path.type_directory.add(path.is_long ? "/" : "").add(type);
    path.file = path.type_directory;
    path.file.add(path.is_long ? "/" : "").add(name);
    return path;
}

static bool make_directory(const path_buffer &path) {
    return root_mkdir(path.text, 0777) == 0 || errno == EEXIST;
}

static bool make_directories(const object_path &path) {
    int saved = errno;
    if (path.is_long &&
        !(make_directory(path.hash_directory) && make_directory(path.type_directory)))
        return false;
    errno = saved;
    return true;
}

static void remove_directories(const object_path &path) {
    int saved = errno;
    if (path.is_long) {
        root_rmdir(path.type_directory.text);
        root_rmdir(path.hash_directory.text);
    }
    errno = saved;
}

// __open_nc: a link is refused by a look beforehand, not by O_NOFOLLOW.
static int open_no_link(const object_path &path, int flags, mode_t mode) {
    struct stat st;
    if (root_stat(path.file.text, &st) == 0 && S_ISLNK(st.st_mode))
        return fail(EINVAL);
    return root_open(path.file.text, flags, mode);
}

static int unlink_object(const object_path &path) {
    if (!make_directories(path))
        return -1;
    int result = root_unlink(path.file.text);
    remove_directories(path);
    return result;
}

// __pos4obj_lock: the file is the lock, and what a killed process leaves holds up the next one
// for 64 seconds.
static bool lock(const object_path &path) {
    if (!make_directories(path))
        return false;
    for (int tries = 64; tries > 0; tries--) {
        int fd = open_no_link(path, O_RDWR | O_CREAT | O_EXCL, 0666);
        if (fd != -1)
            close(fd);
        if (fd != -1 || errno != EEXIST)
            return fd != -1;
        sleep(1);
    }
    errno = EEXIST;
    return false;
}

// Close-on-exec comes late unless O_CLOEXEC was passed.
static int open_locked(const object_path &path, int flags, mode_t mode) {
    if (!make_directories(path))
        return -1;
    int fd = open_no_link(path, flags, mode);
    if (fd != -1)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    else if (!(flags & O_CREAT))
        remove_directories(path);
    return fd;
}

static int open_named(const spelling &name, int flags, mode_t mode) {
    object_path lock_file = locate(name.rest, lock_type);
    if (!lock(lock_file))
        return -1;
    int fd = open_locked(locate(name.rest, data_type), flags, mode);
    int saved = errno;
    unlink_object(lock_file);
    errno = saved;
    return fd;
}

static int unlink_named(const spelling &name) {
    object_path lock_file = locate(name.rest, lock_type);
    if (!lock(lock_file))
        return -1;
    int result = unlink_object(locate(name.rest, data_type));
    int saved = errno;
    unlink_object(lock_file);
    errno = saved;
    return result;
}

static constexpr file_rules describe() {
    file_rules rules = {};
    rules.ready = has_directory;
    rules.leading = leading_slashes::one_skipped;
    rules.names = names;
    rules.open = open_named;
    rules.unlink = unlink_named;
    return rules;
}

static constexpr system_rules describe_system() {
    system_rules rules = {};
    rules.fresh = fresh;
    return rules;
}

constexpr file_rules the_files = describe();
constexpr system_rules the_system = describe_system();
