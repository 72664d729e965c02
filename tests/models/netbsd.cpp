// SPDX-License-Identifier: MIT
// NetBSD: lib/librt/shm.c 1.1.6.1 for shm_open, sys/kern/sys_memfd.c for memfd_create.
//
// NETBSD_RELEASE is 10 or 11; memfd_create came with 11.0 (memfd_create(2), HISTORY). There the
// number of Linux's MFD_HUGETLB is MFD_CLOFORK (sys_memfd.c 1.11.8.1): an object like any
// other. That its descriptor is closed by fork is not modelled.

#include "file_objects.h"
#include "kernel_objects.h"
#include "next.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static constexpr fresh_directory fresh[] = {
    {"/tmp", 01777}, {"/var", 0755}, {"/var/shm", 01777}, kernel_table, {}};

// _shm_check_fs: /var/shm can be opened and is a tmpfs of mode 01777. The root stands for the
// tmpfs. A good answer is remembered (shm_ok), and all of this comes before the name.
static int has_directory() {
    static bool found;
    int fd = found ? -1 : root_open("/var/shm", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd != -1) {
        struct stat st;
        found = fstatat(fd, "", &st, AT_EMPTY_PATH) == 0 && (st.st_mode & 01777) == 01777;
        close(fd);
    }
    return found ? 0 : ENOTSUP;
}

static constexpr char prefix[] = "/var/shm/.shmobj_";

// "/" alone, "/." and "/.." are fine. The path has PATH_MAX = 1024 bytes with the NUL; the file
// system's own limit of 255, 247 after the slash, comes first and is UNVERIFIED.
static constexpr name_rule names[] = {{no_leading_slash, EINVAL, 0},
                                      {inner_slash, EINVAL, 0},
                                      {longer, ENAMETOOLONG, 1023 - (sizeof prefix - 1)},
                                      {}};

static constexpr file_rules describe() {
    file_rules rules = {};
    rules.ready = has_directory;
    rules.leading = leading_slashes::one_skipped;
    rules.names = names;
    rules.prefix = prefix;
    rules.added_flags = O_CLOEXEC | O_NOFOLLOW;
    return rules;
}

constexpr file_rules the_files = describe();

constexpr int write_seals = F_SEAL_WRITE | F_SEAL_FUTURE_WRITE;
constexpr int known_seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | write_seals;

// The flags are checked before the name. The limit is that of the code, NAME_MAX - 7
// characters; the manual page has one more.
static int create_memfd(const char *name, unsigned flags) {
    constexpr unsigned close_on_fork = 0x4;
    if (flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING | close_on_fork))
        return fail(EINVAL);
    char copy[NAME_MAX + 1 - sizeof "memfd:"];
    if (int error = copy_in(name, copy, sizeof copy))
        return fail(error);
    return create_anonymous(object_kind::memfd, flags & ~close_on_fork, 0600);
}

// memfd_stat: neither a file type nor an identity.
static void describe_memfd(struct stat *st, int seals) {
    struct stat bare = {};
    bare.st_mode = seals & write_seals ? S_IRUSR : S_IRUSR | S_IWUSR;
    bare.st_uid = st->st_uid;
    bare.st_gid = st->st_gid;
    bare.st_size = st->st_size;
    bare.st_atim = st->st_atim;
    bare.st_mtim = bare.st_ctim = st->st_mtim;
    *st = bare;
}

// memfd_write: against F_SEAL_GROW a write is cut to what fits.
static ssize_t room(int fd, off_t at, size_t count) {
    off_t size = size_of(fd);
    if (!(seals_of(fd) & F_SEAL_GROW) || at + static_cast<off_t>(count) <= size)
        return static_cast<ssize_t>(count);
    return at < size ? size - at : fail(EPERM);
}

// memfd_mmap: the last page must begin before the end. That a partial last page is enough was
// read in a derived copy of the netbsd-11 branch; in 1.2 it was EINVAL; upstream is UNVERIFIED.
// maxprot is prot, so what is mapped for reading stays so: on the host that is a descriptor
// that is open for reading.
static void *map(void *address, size_t size, int protection, int flags, int fd, off_t offset) {
    off_t page = sysconf(_SC_PAGESIZE);
    off_t left = size_of(fd) - offset;
    if (size != 0 && (left <= 0 || (static_cast<off_t>(size) - 1) / page * page >= left)) {
        errno = EINVAL;
        return MAP_FAILED;
    }
    if (protection & PROT_WRITE || !(flags & MAP_SHARED))
        return NEXT(mmap)(address, size, protection, flags, fd, offset);
    int reader = reopen(fd, O_RDONLY);
    void *at = NEXT(mmap)(address, size, protection, flags, reader, offset);
    int saved = errno;
    close(reader);
    errno = saved;
    return at;
}

static bool is_mapped(int fd) {
    struct stat st;
    if (fstatat(fd, "", &st, AT_EMPTY_PATH) == -1)
        return false;
    FILE *maps = fopen("/proc/self/maps", "re");
    if (maps == nullptr)
        return false;
    bool found = false;
    char line[PATH_MAX + 100];
    while (!found && fgets(line, sizeof line, maps)) {
        unsigned major_number, minor_number;
        unsigned long inode;
        found =
            sscanf(line, "%*s %*s %*s %x:%x %lu", &major_number, &minor_number, &inode) == 3 &&
            inode == st.st_ino && makedev(major_number, minor_number) == st.st_dev;
    }
    fclose(maps);
    return found;
}

// memfd_fcntl. Any mapping, be it read-only, keeps F_SEAL_WRITE away; here, any of this
// process, and the writable ones of all others.
static int seal_memfd(int fd, int command, int seals) {
    if (kind_of(fd) != object_kind::memfd)
        return fail(EINVAL);
    int present = seals_of(fd);
    if (command == F_GET_SEALS)
        return present;
    if (present & F_SEAL_SEAL)
        return fail(EPERM);
    if (seals & ~known_seals)
        return fail(EINVAL);
    if (seals & ~present & F_SEAL_WRITE && is_mapped(fd))
        return fail(EBUSY);
    return NEXT(fcntl)(fd, command, seals);
}

static constexpr object_rules describe_objects() {
    object_rules rules = {};
    rules.describe = describe_memfd;
    rules.room = room;
    rules.map = map;
    rules.allocate_error = ENODEV; // UNVERIFIED: it is no regular file
    return rules;
}

static constexpr object_rules memfd_rules = describe_objects();

const object_rules *rules_of(object_kind kind) {
    return kind == object_kind::memfd ? &memfd_rules : nullptr;
}

static constexpr system_rules describe_system() {
    system_rules rules = {};
    rules.fresh = fresh;
    if (NETBSD_RELEASE >= 11) {
        rules.memfd_create = create_memfd;
        rules.memfd_is_system_call = true;
        rules.seals = seal_memfd;
    }
    return rules;
}

constexpr system_rules the_system = describe_system();
