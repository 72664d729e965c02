// SPDX-License-Identifier: MIT
// A mounted file system: its type, its size, whether programs may be run from it.

#ifndef ANONSHM_MOUNTED_H
#define ANONSHM_MOUNTED_H

#include "answer.h"

ANONSHM_PROBE_BEGIN

// What the platform reports of a mounted file system: where POSIX's statvfs(3) lacks its name,
// by the call that has it. By a path, or where that is NULL, by a descriptor.
#if defined __linux__

typedef struct statfs mounted;

static inline int get_mounted(const char *path, int fd, mounted *there) {
    return path ? statfs(path, there) : fstatfs(fd, there);
}

static inline unsigned long long block_size_of(const mounted *there) {
    return (unsigned long long)there->f_frsize;
}

// ST_NOEXEC, which the kernel reports since Linux 2.6.36, and some C libraries have no room
// for. glibc and uClibc-ng say with a macro whether they have.
static inline answer noexec_of(const mounted *there) {
# if defined __dietlibc__ || defined __KLIBC__ ||                                              \
     (defined __GLIBC__ && !defined _STATFS_F_FLAGS)
    return (void)there, unknown("this C library's statfs has no flags");
# else
    return yes_or_no((there->f_flags & 0x8) != 0);
# endif
}

static inline const char *type_of(const mounted *there) {
    static const struct {
        unsigned long magic;
        const char *name;
    } types[] = {
        {0x01021994, "tmpfs"},    {0x858458f6, "ramfs"},    {0x958458f6, "hugetlbfs"},
        {0xef53, "ext4"},         {0x58465342, "xfs"},      {0x9123683e, "btrfs"},
        {0x794c7630, "overlay"},  {0x2fc12fc1, "zfs"},      {0xf2f52010, "f2fs"},
        {0x6969, "nfs"},          {0x01021997, "9p"},       {0x65735546, "fuse"},
        {0x9fa0, "proc"},         {0x62656572, "sysfs"},    {0x1cd1, "devpts"},
        {0x73717368, "squashfs"}, {0xe0f5e1e2, "erofs"},    {0xca451a4e, "bcachefs"},
        {0x00c0ffee, "hostfs"},   {0x01021998, "virtiofs"},
    };
    static char other[24];
    const unsigned long magic = (unsigned long)there->f_type & 0xffffffffUL;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (types[i].magic == magic)
            return types[i].name;
    snprintf(other, sizeof other, "0x%lx", magic);
    return other;
}

#elif defined __FreeBSD__ || defined __OpenBSD__ || defined __DragonFly__ || defined __APPLE__

typedef struct statfs mounted;

static inline int get_mounted(const char *path, int fd, mounted *there) {
    return path ? statfs(path, there) : fstatfs(fd, there);
}

static inline unsigned long long block_size_of(const mounted *there) {
    return (unsigned long long)there->f_bsize;
}

static inline answer noexec_of(const mounted *there) {
    return yes_or_no((there->f_flags & MNT_NOEXEC) != 0);
}

static inline const char *type_of(const mounted *there) {
    return there->f_fstypename;
}

#else

typedef struct statvfs mounted;

static inline int get_mounted(const char *path, int fd, mounted *there) {
    return path ? statvfs(path, there) : fstatvfs(fd, there);
}

static inline unsigned long long block_size_of(const mounted *there) {
    return there->f_frsize;
}

static inline answer noexec_of(const mounted *there) {
# if defined ST_NOEXEC
    return yes_or_no((there->f_flag & ST_NOEXEC) != 0);
# else
    return (void)there, unknown("statvfs does not report it here");
# endif
}

static inline const char *type_of(const mounted *there) {
# if defined __NetBSD__
    return there->f_fstypename;
# elif defined __sun
    return there->f_basetype;
# else
    return (void)there, "other";
# endif
}

#endif

// 0 blocks: ramfs, a tmpfs mounted with size=0, and the kernel's own for memfds; 2^51: gVisor.
static inline bool has_limit(const mounted *there) {
    const unsigned long long blocks = (unsigned long long)there->f_blocks;
    return blocks != 0 && blocks < 1ULL << 51;
}

// No answer where the type has no name, as outside Linux and the BSDs.
static inline bool is_in_memory(const mounted *there) {
    const char *const type = type_of(there);
    return strcmp(type, "tmpfs") == 0 || strcmp(type, "ramfs") == 0 ||
           strcmp(type, "hugetlbfs") == 0;
}

ANONSHM_PROBE_END

#endif
