// SPDX-License-Identifier: MIT
#include "root.h"
#include "model.h"
#include "next.h"

#include <dirent.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

static char root[PATH_MAX];

const char *root_path() {
    return root;
}

path_buffer &path_buffer::add(const char *more, size_t size) {
    size_t room = sizeof text - 1 - length;
    size_t taken = size < room ? size : room;
    memcpy(text + length, more, taken);
    length += taken;
    text[length] = '\0';
    return *this;
}

path_buffer &path_buffer::add(const char *more) {
    return add(more, strlen(more));
}

path_buffer &path_buffer::add_hex(uint32_t word) {
    char digits[9];
    snprintf(digits, sizeof digits, "%08x", word);
    return add(digits);
}

// openat2(2) refuses what open(2) ignores; shm_open passes flags to open.
static open_how as_open_takes_it(int flags, mode_t mode) {
    constexpr int known = O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND |
                          O_NONBLOCK | O_SYNC | O_ASYNC | O_DIRECT | O_NOFOLLOW | O_NOATIME |
                          O_CLOEXEC | O_PATH | O_TMPFILE; // which contains O_DIRECTORY
    flags &= the_system.has_o_tmpfile ? known : known & ~o_tmpfile_bit;
    if (flags & O_PATH)
        flags &= O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    open_how how = {};
    how.flags = static_cast<unsigned>(flags);
    how.mode = flags & (O_CREAT | o_tmpfile_bit) ? mode & 07777 : 0;
    how.resolve = RESOLVE_IN_ROOT;
    return how;
}

static int open_beneath(int directory, const char *path, int flags, mode_t mode) {
    open_how how = as_open_takes_it(flags, mode);
    long fd;
    do // EAGAIN: something moved while ".." was being followed.
        fd = NEXT(syscall)(SYS_openat2, directory, path, &how, sizeof how);
    while (fd == -1 && errno == EAGAIN);
    return static_cast<int>(fd);
}

static int close_and(int fd, int result) {
    int saved = errno;
    close(fd);
    errno = saved;
    return result;
}

// No descriptor of the root is kept: programs count theirs, and some close all they find.
int root_open(const char *path, int flags, mode_t mode) {
    int directory = NEXT(open)(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory == -1)
        return -1;
    return close_and(directory, open_beneath(directory, path, flags, mode));
}

// The systems need no descriptor to look, so neither may this: ".." is taken out of the path by
// its text alone. A link on the way may lead out of the root, but nothing is changed there.
int root_stat(const char *path, struct stat *st) {
    path_buffer host;
    host.add(root);
    size_t top = host.length;
    while (*path != '\0') {
        size_t size = strcspn(path, "/");
        bool up = size == 2 && path[0] == '.' && path[1] == '.';
        while (up && host.length > top && host.text[--host.length] != '/')
            ;
        host.text[host.length] = '\0';
        if (!up && size != 0)
            host.add("/").add(path, size);
        path += size + (path[size] == '/');
    }
    return lstat(host.text, st);
}

// The calls without an openat2 of their own: open the directory, name the last component there.
struct place {
    int directory;
    const char *last;
};

static place find(const char *path) {
    size_t end = strlen(path);
    if (end == 0 || end >= PATH_MAX) {
        errno = end == 0 ? ENOENT : ENAMETOOLONG;
        return {-1, nullptr};
    }
    while (end > 0 && path[end - 1] == '/')
        end--;
    if (end == 0) {
        errno = EISDIR;
        return {-1, nullptr};
    }
    while (end > 0 && path[end - 1] != '/')
        end--;
    path_buffer parent;
    parent.add("/").add(path, end);
    return {root_open(parent.text, O_PATH | O_DIRECTORY | O_CLOEXEC), path + end};
}

static int remove_at(const char *path, int flags) {
    place at = find(path);
    return at.directory == -1 ? -1
                              : close_and(at.directory, unlinkat(at.directory, at.last, flags));
}

int root_unlink(const char *path) {
    return remove_at(path, 0);
}

int root_rmdir(const char *path) {
    return remove_at(path, AT_REMOVEDIR);
}

int root_mkdir(const char *path, mode_t mode) {
    place at = find(path);
    if (at.directory == -1)
        return -1;
    int result = mkdirat(at.directory, at.last, mode);
    if (result == 0)
        result = fchmodat(at.directory, at.last, mode, 0);
    return close_and(at.directory, result);
}

[[noreturn]] static void give_up(const char *what, const char *path) {
    fprintf(stderr, "anonshm model " ANONSHM_MODEL_NAME ": ANONSHM_MODEL_ROOT%s%s: %s\n",
            path ? " " : "", path ? path : "", what);
    _exit(2);
}

static bool is_empty(int directory) {
    DIR *entries = fdopendir(dup(directory));
    if (entries == nullptr)
        return false;
    int count = 0;
    while (readdir(entries) != nullptr)
        count++;
    closedir(entries);
    return count == 2; // "." and ".."
}

static bool furnish() {
    const fresh_directory *next = the_system.fresh;
    while (next->path != nullptr && root_mkdir(next->path, next->mode) == 0)
        next++;
    if (next->path == nullptr)
        return true;
    int saved = errno;
    while (next-- != the_system.fresh)
        root_rmdir(next->path);
    errno = saved;
    return false;
}

// A lock, because the first two programs on a root may start at once.
__attribute__((constructor)) static void set_up() {
    const char *path = getenv("ANONSHM_MODEL_ROOT");
    if (path == nullptr || path[0] == '\0')
        give_up("not set; it names the directory that plays \"/\"", nullptr);
    if (path[0] != '/')
        give_up("not an absolute path", path);
    bool made = mkdir(path, 0755) == 0 && chmod(path, 0755) == 0;
    int lock = NEXT(open)(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock == -1 || realpath(path, root) == nullptr || flock(lock, LOCK_EX) == -1)
        give_up(strerror(errno), path);
    int top = root_open("/", O_PATH | O_CLOEXEC); // is there an openat2?
    if (top == -1 || (is_empty(lock) && !furnish())) {
        int saved = errno;
        if (made)
            rmdir(path);
        give_up(strerror(saved), path);
    }
    close(top);
    close(lock);
}
