// SPDX-License-Identifier: MIT
#include "file_objects.h"

#include <sys/mman.h>
#include <unistd.h>

static bool refuses(int flags) {
    bool write_only = (flags & O_ACCMODE) != O_RDONLY && (flags & O_ACCMODE) != O_RDWR;
    return (write_only && !the_files.write_only) ||
           (flags & ~(O_ACCMODE | the_files.accepted_flags)) != 0;
}

static int not_ready() {
    return the_files.ready ? the_files.ready() : 0;
}

// The name taken apart, or an error.
static int read_name(const char *given, spelling &name) {
    if (given == nullptr && the_files.null_name)
        return the_files.null_name;
    name = spell(given, the_files.leading, the_files.separators);
    return name_error(the_files.names, name);
}

static int path_of(const spelling &name, path_buffer &path) {
    if (the_files.translate)
        return the_files.translate(name, path);
    path.add(the_files.prefix).add(name.rest);
    return 0;
}

static int open_path(const spelling &name, int flags, mode_t mode) {
    path_buffer path;
    if (int error = path_of(name, path))
        return fail(error);
    int fd = root_open(path.text, flags | the_files.added_flags, mode & the_files.mode_mask);
    if (fd == -1)
        return fail(errno == EISDIR && the_files.directory_is_invalid ? EINVAL : errno);
    int error = the_files.opened ? the_files.opened(fd) : 0;
    if (error == 0)
        return fd;
    close(fd);
    return fail(error);
}

int open_object(const char *given, int flags, mode_t mode) {
    if (the_files.flags_first && refuses(flags))
        return fail(EINVAL);
    if (int error = not_ready())
        return fail(error);
    spelling name;
    if (int error = read_name(given, name))
        return fail(error);
    if (!the_files.flags_first && refuses(flags))
        return fail(EINVAL);
    return (the_files.open ? the_files.open : open_path)(name, flags, mode);
}

static int unlink_path(const spelling &name) {
    path_buffer path;
    if (int error = path_of(name, path))
        return fail(error);
    int result = root_unlink(path.text);
    if (result == -1 && errno == EPERM && the_files.unlink_eperm_is_eacces)
        errno = EACCES;
    return result;
}

REPLACES int shm_open(const char *name, int flags, mode_t mode) {
    return open_object(name, flags, mode);
}

REPLACES int shm_unlink(const char *given) {
    if (int error = not_ready())
        return fail(error);
    spelling name;
    if (int error = read_name(given, name))
        return fail(the_files.unlink_name_error ? the_files.unlink_name_error : error);
    return (the_files.unlink ? the_files.unlink : unlink_path)(name);
}
