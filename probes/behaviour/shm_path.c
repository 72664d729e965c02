// SPDX-License-Identifier: MIT
// Where does the object show up in the file system?
//
// Looked for by device and inode number, so that hashed and decorated names are found too:
// /dev/shm/NAME on Linux, /var/shm/.shmobj_NAME on NetBSD, /tmp/<sha256>.shm on OpenBSD;
// nowhere on FreeBSD and macOS, whose kernels keep the names in tables. Sources: glibc
// shm-directory.c; netbsd lib/librt/shm.c; openbsd lib/libc/gen/shm_open.c.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

// The name of the file in this directory that is the object, or NULL.
static const char *find_file(const char *directory, const struct stat *object) {
    static char path[4096];
    const char *const root = getenv("ANONSHM_MODEL_ROOT"); // of a model system
    const int length = snprintf(path, sizeof path, "%s%s", root ? root : "", directory);
    DIR *const files = opendir(path);
    const struct dirent *entry;
    const char *found = NULL;
    while (files && !found && (entry = readdir(files)) != NULL) {
        struct stat file;
        snprintf(path + length, sizeof path - (size_t)length, "%s", entry->d_name);
        if (lstat(path, &file) == 0 && file.st_dev == object->st_dev &&
            file.st_ino == object->st_ino)
            found = path + length;
    }
    if (files)
        closedir(files);
    return found;
}

// The path with %s for the name of the object, or with what else the file is called by.
static answer pattern(const char *directory, const char *file, const char *name) {
    char path[sizeof((answer *)NULL)->value];
    const char *const at = strstr(file, name);
    const bool is_sha256 =
        strspn(file, "0123456789abcdef") == 64 && strcmp(file + 64, ".shm") == 0;
    if (at)
        snprintf(path, sizeof path, "%s%.*s%%s%s", directory, (int)(at - file), file,
                 at + strlen(name));
    else
        snprintf(path, sizeof path, "%s%s", directory, is_sha256 ? "<sha256>.shm" : "<other>");
    return result(path);
}

answer shm_path(void) {
    static const char *const directories[] = {
        "/dev/shm/",           "/run/shm/",   "/var/run/shm/", "/var/shm/",
        "/var/shared_memory/", "/dev/shmem/", "/tmp/",         "/"};
    const size_t count = sizeof directories / sizeof directories[0];
    const short_name name = fresh_name("");
    const int fd = create_object(name.text, 0);
    require(fd != -1, "shm_open");
    const char *file = NULL;
    struct stat object;
    size_t i = 0;
    if (fstat(fd, &object) == 0 && object.st_ino != 0)
        while (i < count && !(file = find_file(directories[i], &object)))
            i++;
    remove_object(name.text);
    return file ? pattern(directories[i], file, name.text + 1) : result("none");
}

ANONSHM_PROBE_END
