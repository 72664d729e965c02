// SPDX-License-Identifier: MIT
// FreeBSD: sys/kern/uipc_shm.c, lib/libc/gen/memfd_create.c.
//
// FREEBSD_RELEASE is 14 (memfd_create and seals came with 13.0) or 12; that one was read in a
// copy of 12.3. FREEBSD_JAIL is the path of the jail that the program runs in, "" for none.

#include "kernel_objects.h"
#include "next.h"

#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static constexpr fresh_directory fresh[] = {{"/tmp", 01777}, kernel_table, {}};

// The kernel's key is the jail's path and then the name, MAXPATHLEN = 1024 bytes with the NUL.
// The length is the first thing to be noticed, then the slash; nothing else matters.
constexpr char jail[] = FREEBSD_JAIL;
constexpr size_t jail_length = sizeof jail - 1;

struct object_key {
    char text[1024] = FREEBSD_JAIL;
};

static int key_of(const char *name, object_key &key, bool needs_slash) {
    if (int error = copy_in(name, key.text + jail_length, sizeof key.text - jail_length))
        return error;
    return needs_slash && key.text[jail_length] != '/' ? EINVAL : 0;
}

// SHM_ANON, which the host's headers do not have.
static bool is_anonymous(const char *name) {
    return name == reinterpret_cast<const char *>(1);
}

static mode_t without_umask(mode_t mode) {
    mode_t mask = umask(0);
    umask(mask);
    return mode & ~mask & 0777;
}

// kern_shm_open2. The umask and the permission to open, which the file's own mode decides, are
// the host's work. O_RDONLY | O_TRUNC leaves the object alone.
REPLACES int shm_open(const char *name, int flags, mode_t mode) {
    int access = flags & O_ACCMODE;
    constexpr int accepted = O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC;
    if ((access != O_RDONLY && access != O_RDWR) || (flags & ~(O_ACCMODE | accepted)))
        return fail(EINVAL);
    if (is_anonymous(name))
        return access == O_RDONLY
                   ? fail(EINVAL)
                   : create_anonymous(object_kind::anonymous, MFD_CLOEXEC, without_umask(mode));
    object_key key;
    if (int error = key_of(name, key, true))
        return fail(error);
    int fd = table_open(key.text, (flags & ~O_TRUNC) | O_CLOEXEC, mode & 0777);
    if (fd != -1 && access == O_RDWR && flags & O_TRUNC)
        NEXT(ftruncate)(fd, 0);
    return fd;
}

// Reading and writing must be allowed. Release 12 does not require the slash here.
REPLACES int shm_unlink(const char *name) {
    object_key key;
    if (int error = key_of(name, key, FREEBSD_RELEASE >= 13))
        return fail(error);
    int fd = table_open(key.text, O_RDWR | O_CLOEXEC, 0);
    if (fd == -1)
        return -1;
    close(fd);
    return table_unlink(key.text);
}

// The page sizes of amd64, as MFD_HUGE_... has them. A large object has no rules of its own
// here.
static int large_page_error(unsigned flags) {
    constexpr unsigned size_shift = 26, four_kib = 12, two_mib = 21, one_gib = 30;
    unsigned size = flags >> size_shift;
    if (size == four_kib)
        return EINVAL;
    return size == two_mib || size == one_gib ? 0 : EOPNOTSUPP;
}

static int create_memfd(const char *name, unsigned flags) {
    constexpr unsigned size_mask = 0xfc000000;
    constexpr unsigned known = MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_HUGETLB | size_mask;
    if (name == nullptr)
        return fail(EBADF);
    if (strlen(name) + strlen("memfd:") > NAME_MAX || flags & ~known)
        return fail(EINVAL);
    if (flags & size_mask && !(flags & MFD_HUGETLB))
        return fail(EINVAL);
    bool large = flags & MFD_HUGETLB;
    if (int error = large ? large_page_error(flags) : 0)
        return fail(error);
    return create_anonymous(large ? object_kind::anonymous : object_kind::memfd,
                            flags & (MFD_CLOEXEC | MFD_ALLOW_SEALING), 0);
}

// Writes end at the size of an object; only a memfd, SHM_GROW_ON_WRITE, grows.
static ssize_t room_inside(int fd, off_t at, size_t count) {
    off_t size = size_of(fd);
    if (at >= size)
        return 0;
    off_t left = size - at;
    return static_cast<size_t>(left) < count ? left : static_cast<ssize_t>(count);
}

// Linux would write the part that needs no growth.
static ssize_t room_to_grow(int fd, off_t at, size_t count) {
    bool grows = at + static_cast<off_t>(count) > size_of(fd);
    return grows && seals_of(fd) & F_SEAL_GROW ? fail(EPERM) : static_cast<ssize_t>(count);
}

// shm_seek: not past the end, and no SEEK_DATA.
static off_t seek(int fd, off_t offset, int whence) {
    if (whence != SEEK_SET && whence != SEEK_CUR && whence != SEEK_END)
        return fail(EINVAL);
    off_t from = whence == SEEK_SET   ? 0
                 : whence == SEEK_CUR ? NEXT(lseek)(fd, 0, SEEK_CUR)
                                      : size_of(fd);
    off_t to;
    if (__builtin_add_overflow(from, offset, &to))
        return fail(EOVERFLOW);
    return to > size_of(fd) ? fail(EINVAL) : NEXT(lseek)(fd, to, SEEK_SET);
}

// shm_mmap: no look at the size, a touch past the end is a fault. A write seal is EACCES, as is
// a descriptor that is open for reading.
static void *map(void *address, size_t size, int protection, int flags, int fd, off_t offset) {
    void *at = NEXT(mmap)(address, size, protection, flags, fd, offset);
    if (at == MAP_FAILED && errno == EPERM && seals_of(fd) & F_SEAL_WRITE)
        errno = EACCES;
    return at;
}

// shm_add_seals does not refuse a seal that it does not know. The kernel would keep the bit;
// here it is forgotten. Objects of shm_open have F_SEAL_SEAL from the start.
static int seal_object(int fd, int command, int seals) {
    constexpr int known = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
    object_kind kind = kind_of(fd);
    if (kind == object_kind::foreign)
        return fail(EINVAL);
    if (kind == object_kind::named)
        return command == F_GET_SEALS ? F_SEAL_SEAL : fail(EPERM);
    return NEXT(fcntl)(fd, command, seals & known);
}

static constexpr object_rules describe_object(object_kind kind) {
    object_rules rules = {};
    rules.room = kind == object_kind::memfd ? room_to_grow : room_inside;
    rules.seek = seek;
    rules.map = map;
    return rules;
}

static constexpr object_rules shm_rules = describe_object(object_kind::named);
static constexpr object_rules memfd_rules = describe_object(object_kind::memfd);

const object_rules *rules_of(object_kind kind) {
    return kind == object_kind::memfd ? &memfd_rules : &shm_rules;
}

static constexpr system_rules describe_system() {
    system_rules rules = {};
    rules.fresh = fresh;
    if (FREEBSD_RELEASE >= 13) {
        rules.memfd_create = create_memfd;
        rules.seals = seal_object;
    }
    return rules;
}

constexpr system_rules the_system = describe_system();
