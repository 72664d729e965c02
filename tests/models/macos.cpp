// SPDX-License-Identifier: MIT
// macOS: bsd/kern/posix_shm.c of xnu-11417.101.15; line numbers are that file's.
//
// XNU_RELEASE is 11417 (macOS 15) or 4570 (10.13), before the file was rewritten: the name
// limit changed in xnu-4903.270.47, about 10.14.6. What else differs was read in an older copy
// with the same structure and is UNVERIFIED for 10.13 itself.
//
// REFUSES_CLOEXEC: since macOS 26.4 shm_open with O_CLOEXEC is EINVAL (LadybirdBrowser/ladybird
// pull request 8614). Nobody has the source yet: whether other flags are refused too, and
// whether a wrong name is noticed before, is UNVERIFIED.
//
// The page is the host's: 4 KiB as on Intel, where Apple silicon has 16.

#include "kernel_objects.h"
#include "next.h"

#include <sys/mman.h>
#include <unistd.h>

constexpr bool is_old = XNU_RELEASE <= 4903;

static constexpr fresh_directory fresh[] = {{"/tmp", 01777}, kernel_table, {}};

// pshm_get_name (:315-332): any bytes, slashes as they come, 31 at most. The old code compared
// a length with the NUL, hence 30, and took the empty name.
constexpr size_t name_max = is_old ? 30 : 31;

struct object_key {
    char text[name_max + 1];
};

static int key_of(const char *name, object_key &key) {
    if (int error = copy_in(name, key.text, sizeof key.text))
        return error;
    return key.text[0] == '\0' && !is_old ? EINVAL : 0;
}

// State is in the size of the file. Empty: never truncated. Else one page more than the object,
// because an object that was truncated to 0 stays so; no process can map or read the extra
// page.
static off_t page() {
    return sysconf(_SC_PAGESIZE);
}

static bool is_allocated(const struct stat &st) {
    return st.st_size != 0;
}

// The umask does not count, so the mode is set afterwards.
static int create(const object_key &key, int access, mode_t mode) {
    int fd = table_open(key.text, access | O_CREAT | O_EXCL | O_CLOEXEC, 0);
    if (fd != -1)
        fchmod(fd, mode & 07777);
    return fd;
}

static int open_or_create(const object_key &key, int flags, mode_t mode) {
    int access = flags & O_ACCMODE;
    bool exclusive = flags & O_CREAT && flags & O_EXCL;
    int fd;
    do {
        fd = exclusive ? fail(ENOENT) : table_open(key.text, access | O_CLOEXEC, 0);
        if (fd == -1 && errno == ENOENT && flags & O_CREAT)
            fd = create(key, access, mode);
    } while (fd == -1 && errno == EEXIST && !exclusive);
    return fd;
}

// O_TRUNC: EINVAL for an object that has its size (:439), before permission is checked. The old
// code rejected everything with O_TRUNC, except a name that is wrong for another reason.
static int truncation_error(const object_key &key, int flags) {
    struct stat st;
    bool exists = table_stat(key.text, &st) == 0;
    if (!exists && !(flags & O_CREAT))
        return ENOENT;
    if (exists && flags & O_CREAT && flags & O_EXCL)
        return EEXIST;
    return is_old || (exists && is_allocated(st)) ? EINVAL : 0;
}

// Other flags are ignored; O_WRONLY is as good as the others.
REPLACES int shm_open(const char *name, int flags, mode_t mode) {
    object_key key;
    if (int error = key_of(name, key))
        return fail(error);
    if ((flags & O_ACCMODE) == O_ACCMODE || (REFUSES_CLOEXEC && flags & O_CLOEXEC))
        return fail(EINVAL);
    if (int error = flags & O_TRUNC ? truncation_error(key, flags) : 0)
        return fail(error);
    return open_or_create(key, flags, mode);
}

// Permission to write, or (:989) ownership. Any trouble with the name is EINVAL (:968), of old
// it kept its own error.
REPLACES int shm_unlink(const char *name) {
    object_key key;
    if (int error = key_of(name, key))
        return fail(is_old ? error : EINVAL);
    struct stat st;
    if (table_stat(key.text, &st) == -1)
        return -1;
    int fd = table_open(key.text, O_WRONLY | O_CLOEXEC, 0);
    if (fd != -1)
        close(fd);
    else if (is_old || st.st_uid != geteuid())
        return -1;
    return table_unlink(key.text);
}

static off_t rounded(off_t length) {
    return (length + page() - 1) / page() * page();
}

// pshm_truncate (:583): once in the life of the object, for any length (:605-643). It checks
// no permission (:560), so a descriptor for reading needs another one here; without permission
// to open that the result is EACCES.
static int truncate(int fd, off_t length) {
    constexpr off_t most = INT64_MAX / 2;
    if (length < 0 || size_of(fd) != 0)
        return fail(EINVAL);
    if (length > most)
        return fail(ENOMEM);
    int writer = reopen(fd, O_RDWR);
    int result = NEXT(ftruncate)(writer == -1 ? fd : writer, rounded(length) + page());
    int saved = errno;
    if (writer != -1)
        close(writer);
    errno = saved;
    return result;
}

// pshm_stat (:697-704): permissions only, no type, no identity, a whole number of pages.
static void describe(struct stat *st, int) {
    struct stat bare = {};
    bare.st_mode = st->st_mode & 07777;
    bare.st_uid = st->st_uid;
    bare.st_gid = st->st_gid;
    bare.st_size = is_allocated(*st) ? st->st_size - page() : 0;
    *st = bare;
}

static int map_error(size_t size, int protection, int flags, int fd, off_t offset) {
    bool writes = (NEXT(fcntl)(fd, F_GETFL, 0L) & O_ACCMODE) != O_RDONLY;
    if (!(flags & MAP_SHARED)) // :763
        return EINVAL;
    if (protection & PROT_WRITE && !writes) // :768
        return EPERM;
    off_t length = size_of(fd) - page();
    if (offset > length || rounded(static_cast<off_t>(size)) > length - offset) // :790-810
        return EINVAL;
    // The memory entry has VM_PROT_DEFAULT, reading and writing. Which error that gives is
    // UNVERIFIED: KERN_INVALID_RIGHT, it seems, and so EINVAL.
    return protection & PROT_EXEC ? EINVAL : 0;
}

static void *map(void *address, size_t size, int protection, int flags, int fd, off_t offset) {
    int error = map_error(size, protection, flags, fd, offset);
    if (error != 0) {
        errno = error;
        return MAP_FAILED;
    }
    // The host maps nothing that is open for writing only.
    bool write_only = (NEXT(fcntl)(fd, F_GETFL, 0L) & O_ACCMODE) == O_WRONLY;
    int reader = write_only ? reopen(fd, O_RDWR) : fd;
    void *at = NEXT(mmap)(address, size, protection, flags, reader, offset);
    int saved = errno;
    if (write_only)
        close(reader);
    errno = saved;
    return at;
}

static constexpr object_rules describe_objects() {
    object_rules rules = {};
    rules.truncate = truncate;
    rules.describe = describe;
    rules.transfer_error = is_old ? ENOTSUP : ENXIO; // fo_no_read, kern_descrip.c:6048
    rules.seek_error = ESPIPE;                       // vfs_syscalls.c:6541
    rules.map = map;
    rules.allocate_error =
        ENODEV; // macOS has no such call; the file beneath must be left alone
    return rules;
}

static constexpr object_rules the_rules = describe_objects();

const object_rules *rules_of(object_kind) {
    return &the_rules;
}

static constexpr system_rules describe_system() {
    system_rules rules = {};
    rules.fresh = fresh;
    return rules;
}

constexpr system_rules the_system = describe_system();
