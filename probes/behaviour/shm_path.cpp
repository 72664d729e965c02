// Where does the object show up in the file system?
//
// Looked for by device and inode number, so that hashed and decorated names are found too:
// /dev/shm/NAME on Linux, /var/shm/.shmobj_NAME on NetBSD, /tmp/<sha256>.shm on OpenBSD;
// nowhere on FreeBSD and macOS, whose kernels keep the names in tables. Sources: glibc
// shm-directory.c; netbsd lib/librt/shm.c; openbsd lib/libc/gen/shm_open.c.

#include "../object.h"

namespace anonshm_probe {

// A model system's files are under a folder that plays its root.
static const char *root() {
    const char *model = getenv("ANONSHM_MODEL_ROOT");
    return model ? model : "";
}

static bool is_sha256(const char *file) {
    return strspn(file, "0123456789abcdef") == 64 && strcmp(file + 64, ".shm") == 0;
}

static answer pattern(const char *folder, const char *file, const char *name) {
    const char *const separator = strcmp(folder, "/") == 0 ? "" : "/";
    const char *const at = strstr(file, name);
    char path[96];
    if (at)
        snprintf(path, sizeof path, "%s%s%.*s%%s%s", folder, separator,
                 static_cast<int>(at - file), file, at + strlen(name));
    else
        snprintf(path, sizeof path, "%s%s%s", folder, separator,
                 is_sha256(file) ? "<sha256>.shm" : "<other>");
    return say(path, "%s", "");
}

static bool is_object(const char *path, const struct stat &object) {
    struct stat file;
    return lstat(path, &file) == 0 && file.st_dev == object.st_dev &&
           file.st_ino == object.st_ino;
}

static answer search(const char *folder, const struct stat &object, const char *name) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s%s", root(), folder);
    DIR *const open_folder = opendir(path);
    answer found = say("none", "%s", "");
    const size_t length = strlen(path);
    while (const dirent *entry = open_folder ? readdir(open_folder) : nullptr) {
        snprintf(path + length, sizeof path - length, "/%s", entry->d_name);
        if (is_object(path, object))
            found = pattern(folder, entry->d_name, name);
    }
    if (open_folder)
        closedir(open_folder);
    return found;
}

answer shm_path() {
    static const char *const folders[] = {
        "/dev/shm",           "/run/shm",   "/var/run/shm", "/var/shm",
        "/var/shared_memory", "/dev/shmem", "/tmp",         "/"};
    const fresh_name name;
    const int fd = create_object(name.text);
    if (fd == -1)
        return unknown(error_name(errno));
    struct stat object;
    answer found = say("none", "%s", "");
    if (fstat(fd, &object) == 0 && object.st_ino != 0)
        for (const char *folder : folders)
            if (strcmp(found.value, "none") == 0)
                found = search(folder, object, name.text + 1);
    remove_object(name.text);
    return found;
}

} // namespace anonshm_probe
