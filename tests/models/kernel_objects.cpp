// SPDX-License-Identifier: MIT
#include "kernel_objects.h"
#include "digest.h"
#include "next.h"
#include "root.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static constexpr char anonymous_tag[] = "anonshm-object";
static constexpr char memfd_tag[] = "anonshm-memfd";

// Not a path_buffer: read and write may be called from a signal handler on a small stack.
struct descriptor_link {
    char text[32];

    explicit descriptor_link(int fd) { snprintf(text, sizeof text, "/proc/self/fd/%d", fd); }
};

static bool starts(const char *text, const char *first, const char *second) {
    size_t length = strlen(first);
    return strncmp(text, first, length) == 0 &&
           strncmp(text + length, second, strlen(second)) == 0;
}

object_kind kind_of(int fd) {
    int saved = errno;
    char target[PATH_MAX + 1] = ""; // readlink() writes no end
    if (readlink(descriptor_link(fd).text, target, sizeof target - 1) == -1)
        target[0] = '\0';
    errno = saved;
    if (starts(target, "/memfd:", anonymous_tag))
        return object_kind::anonymous;
    if (starts(target, "/memfd:", memfd_tag))
        return object_kind::memfd;
    return starts(target, root_path(), table_path) ? object_kind::named : object_kind::foreign;
}

int copy_in(const char *name, char *to, size_t size) {
    if (access(name, F_OK) == -1 && errno == EFAULT)
        return EFAULT;
    size_t length = strnlen(name, size);
    if (length == size)
        return ENAMETOOLONG;
    memcpy(to, name, length + 1);
    return 0;
}

static path_buffer path_of(const char *key) {
    path_buffer path;
    path.add(table_path).add("/");
    for (uint32_t word : sha256(key, strlen(key)).words)
        path.add_hex(word);
    return path;
}

int table_open(const char *key, int flags, mode_t mode) {
    return root_open(path_of(key).text, flags | O_NOFOLLOW, mode);
}

int table_stat(const char *key, struct stat *st) {
    return root_stat(path_of(key).text, st);
}

int table_unlink(const char *key) {
    return root_unlink(path_of(key).text);
}

int create_anonymous(object_kind kind, unsigned flags, mode_t mode) {
    const char *tag = kind == object_kind::memfd ? memfd_tag : anonymous_tag;
    int fd = static_cast<int>(NEXT(syscall)(SYS_memfd_create, tag, flags));
    if (fd != -1)
        fchmod(fd, mode);
    return fd;
}

int reopen(int fd, int access) {
    return NEXT(open)(descriptor_link(fd).text, access | O_CLOEXEC);
}

static int real_stat(int fd, struct stat *st) {
    return fstatat(fd, "", st, AT_EMPTY_PATH);
}

off_t size_of(int fd) {
    struct stat st;
    return real_stat(fd, &st) == 0 ? st.st_size : -1;
}

int seals_of(int fd) {
    int saved = errno;
    int seals = NEXT(fcntl)(fd, F_GET_SEALS, 0L);
    errno = saved;
    return seals;
}

static const object_rules *rules_for(int fd) {
    object_kind kind = fd < 0 ? object_kind::foreign : kind_of(fd);
    return kind == object_kind::foreign ? nullptr : rules_of(kind);
}

REPLACES int ftruncate(int fd, off_t length) {
    const object_rules *rules = rules_for(fd);
    return rules && rules->truncate ? rules->truncate(fd, length) : NEXT(ftruncate)(fd, length);
}

REPLACES int fstat(int fd, struct stat *st) {
    const object_rules *rules = rules_for(fd);
    int result = fd < 0 ? fail(EBADF) : real_stat(fd, st); // AT_FDCWD is a directory to fstatat
    if (result == 0 && rules && rules->describe)
        rules->describe(st, seals_of(fd));
    return result;
}

REPLACES ssize_t read(int fd, void *to, size_t count) {
    const object_rules *rules = rules_for(fd);
    return rules && rules->transfer_error ? fail(rules->transfer_error)
                                          : NEXT(read)(fd, to, count);
}

REPLACES ssize_t pread(int fd, void *to, size_t count, off_t at) {
    const object_rules *rules = rules_for(fd);
    return rules && rules->seek_error ? fail(rules->seek_error)
                                      : NEXT(pread)(fd, to, count, at);
}

REPLACES ssize_t write(int fd, const void *from, size_t count) {
    const object_rules *rules = rules_for(fd);
    if (rules && rules->transfer_error)
        return fail(rules->transfer_error);
    if (rules && rules->room) {
        ssize_t room = rules->room(fd, NEXT(lseek)(fd, 0, SEEK_CUR), count);
        if (room == -1)
            return -1;
        count = static_cast<size_t>(room);
    }
    return NEXT(write)(fd, from, count);
}

REPLACES ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
    const object_rules *rules = rules_for(fd);
    if (rules && rules->seek_error)
        return fail(rules->seek_error);
    if (rules && rules->room && at >= 0) {
        ssize_t room = rules->room(fd, at, count);
        if (room == -1)
            return -1;
        count = static_cast<size_t>(room);
    }
    return NEXT(pwrite)(fd, from, count, at);
}

REPLACES off_t lseek(int fd, off_t offset, int whence) {
    const object_rules *rules = rules_for(fd);
    if (rules && rules->seek_error)
        return fail(rules->seek_error);
    return rules && rules->seek ? rules->seek(fd, offset, whence)
                                : NEXT(lseek)(fd, offset, whence);
}

REPLACES void *mmap(void *address, size_t size, int protection, int flags, int fd,
                    off_t offset) {
    const object_rules *rules = flags & MAP_ANONYMOUS ? nullptr : rules_for(fd);
    auto map = rules && rules->map ? rules->map : NEXT(mmap);
    return map(address, size, protection, flags, fd, offset);
}

REPLACES int posix_fallocate(int fd, off_t offset, off_t length) {
    const object_rules *rules = rules_for(fd);
    return rules && rules->allocate_error ? rules->allocate_error
                                          : NEXT(posix_fallocate)(fd, offset, length);
}

REPLACES int fallocate(int fd, int mode, off_t offset, off_t length) {
    const object_rules *rules = rules_for(fd);
    return rules && rules->allocate_error ? fail(rules->allocate_error)
                                          : NEXT(fallocate)(fd, mode, offset, length);
}

REPLACES_ALSO(ftruncate64, ftruncate);
REPLACES_ALSO(fstat64, fstat);
REPLACES_ALSO(pread64, pread);
REPLACES_ALSO(pwrite64, pwrite);
REPLACES_ALSO(lseek64, lseek);
REPLACES_ALSO(mmap64, mmap);
REPLACES_ALSO(posix_fallocate64, posix_fallocate);
REPLACES_ALSO(fallocate64, fallocate);

// What _FORTIFY_SOURCE makes of read and pread; the size that it adds is the compiler's to
// check.
REPLACES ssize_t __read_chk(int fd, void *to, size_t count, size_t) {
    return read(fd, to, count);
}

REPLACES ssize_t __pread_chk(int fd, void *to, size_t count, off_t at, size_t) {
    return pread(fd, to, count, at);
}

REPLACES_ALSO(__pread64_chk, __pread_chk);
