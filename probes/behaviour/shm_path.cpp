// SPDX-License-Identifier: MIT
// Where does the object show up in the file system?
//
// Looked for by device and inode number, so that hashed and decorated names are found too:
// /dev/shm/NAME on Linux, /var/shm/.shmobj_NAME on NetBSD, /tmp/<sha256>.shm on OpenBSD;
// nowhere on FreeBSD and macOS, whose kernels keep the names in tables. Sources: glibc
// shm-directory.c; netbsd lib/librt/shm.c; openbsd lib/libc/gen/shm_open.c.

#include "../support/object.h"

namespace anonshm_probe {

// A model system's files are below a directory that stands for its root.
static const char *root() {
    const char *model = getenv("ANONSHM_MODEL_ROOT");
    return model ? model : "";
}

static bool is_sha256(const char *file) {
    return strspn(file, "0123456789abcdef") == 64 && strcmp(file + 64, ".shm") == 0;
}

typedef char pattern[sizeof answer::value];

static void write_pattern(pattern &path, const char *directory, const char *file,
                          const char *name) {
    const char *const separator = strcmp(directory, "/") == 0 ? "" : "/";
    const char *const at = strstr(file, name);
    if (at)
        snprintf(path, sizeof path, "%s%s%.*s%%s%s", directory, separator,
                 static_cast<int>(at - file), file, at + strlen(name));
    else
        snprintf(path, sizeof path, "%s%s%s", directory, separator,
                 is_sha256(file) ? "<sha256>.shm" : "<other>");
}

static bool is_object(const char *path, const struct stat &object) {
    struct stat file;
    return lstat(path, &file) == 0 && file.st_dev == object.st_dev &&
           file.st_ino == object.st_ino;
}

static bool search(const char *directory, const struct stat &object, const char *name,
                   pattern &found) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s%s", root(), directory);
    DIR *const open_directory = opendir(path);
    if (!open_directory)
        return false;
    bool is_here = false;
    const size_t length = strlen(path);
    while (const dirent *entry = is_here ? nullptr : readdir(open_directory)) {
        snprintf(path + length, sizeof path - length, "/%s", entry->d_name);
        is_here = is_object(path, object);
        if (is_here)
            write_pattern(found, directory, entry->d_name, name);
    }
    closedir(open_directory);
    return is_here;
}

answer shm_path() {
    static const char *const directories[] = {
        "/dev/shm",           "/run/shm",   "/var/run/shm", "/var/shm",
        "/var/shared_memory", "/dev/shmem", "/tmp",         "/"};
    const fresh_name name;
    const int fd = create_object(name.text);
    if (fd == -1)
        return unknown(error_name(errno));
    struct stat object;
    pattern path = "none";
    if (fstat(fd, &object) == 0 && object.st_ino != 0)
        for (const char *directory : directories)
            if (search(directory, object, name.text + 1, path))
                break;
    remove_object(name.text);
    return result(path);
}

} // namespace anonshm_probe
