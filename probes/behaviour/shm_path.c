// SPDX-License-Identifier: MIT
// Where does the object show up in the file system?
//
// Looked for by device and inode number, so that hashed and decorated names are found too:
// /dev/shm/NAME on Linux, /var/shm/.shmobj_NAME on NetBSD, /tmp/<sha256>.shm on OpenBSD;
// nowhere on FreeBSD and macOS, whose kernels keep the names in tables. Sources: glibc
// shm-directory.c; netbsd lib/librt/shm.c; openbsd lib/libc/gen/shm_open.c.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

static bool is_sha256(const char *file) {
    return strspn(file, "0123456789abcdef") == 64 && strcmp(file + 64, ".shm") == 0;
}

static void write_pattern(answer *path, const char *directory, const char *file,
                          const char *name) {
    const char *const separator = strcmp(directory, "/") == 0 ? "" : "/";
    const char *const at = strstr(file, name);
    if (at)
        snprintf(path->value, sizeof path->value, "%s%s%.*s%%s%s", directory, separator,
                 (int)(at - file), file, at + strlen(name));
    else
        snprintf(path->value, sizeof path->value, "%s%s%s", directory, separator,
                 is_sha256(file) ? "<sha256>.shm" : "<other>");
}

static bool is_object(const char *path, const struct stat *object) {
    struct stat file;
    return lstat(path, &file) == 0 && file.st_dev == object->st_dev &&
           file.st_ino == object->st_ino;
}

// A model system's files are below a directory that stands for its root.
static bool search(const char *directory, const struct stat *object, const char *name,
                   answer *found) {
    const char *const root = getenv("ANONSHM_MODEL_ROOT");
    char path[4096];
    snprintf(path, sizeof path, "%s%s", root ? root : "", directory);
    DIR *const files = opendir(path);
    if (!files)
        return false;
    const size_t length = strlen(path);
    const struct dirent *file = readdir(files);
    bool is_here = false;
    for (; file && !is_here; file = readdir(files)) {
        snprintf(path + length, sizeof path - length, "/%s", file->d_name);
        is_here = is_object(path, object);
        if (is_here)
            write_pattern(found, directory, file->d_name, name);
    }
    closedir(files);
    return is_here;
}

answer shm_path(void) {
    static const char *const directories[] = {
        "/dev/shm",           "/run/shm",   "/var/run/shm", "/var/shm",
        "/var/shared_memory", "/dev/shmem", "/tmp",         "/"};
    const size_t count = sizeof directories / sizeof directories[0];
    const short_name name = fresh_name("");
    const int fd = create_object(name.text, 0);
    if (fd == -1)
        return unknown(error_name(errno));
    answer path = result("none");
    struct stat object;
    if (fstat(fd, &object) == 0 && object.st_ino != 0)
        for (size_t i = 0; i < count; i++)
            if (search(directories[i], &object, name.text + 1, &path))
                break;
    remove_object(name.text);
    return path;
}

ANONSHM_PROBE_END
