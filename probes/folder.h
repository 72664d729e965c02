// A folder and the file system it is on.

#ifndef ANONSHM_FOLDER_H
#define ANONSHM_FOLDER_H

#include "object.h"

#if __has_include(<sys/statvfs.h>)
# include <sys/statvfs.h>
#endif
#if defined __linux__
# include <sys/vfs.h>
#endif

namespace anonshm_probe {

// "$XDG_RUNTIME_DIR" stands for what the environment says; empty if it says nothing.
inline const char *folder_path(const char *folder) {
    if (folder[0] != '$')
        return folder;
    const char *const path = getenv(folder + 1);
    return path ? path : "";
}

#if defined __linux__
inline const char *file_system_type(const char *path) {
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
    struct statfs there;
    if (statfs(path, &there) == -1)
        return "other";
    const auto magic = static_cast<unsigned long>(there.f_type) & 0xffffffffUL;
    for (const auto &type : types)
        if (type.magic == magic)
            return type.name;
    static char other[24];
    snprintf(other, sizeof other, "0x%lx", magic);
    return other;
}
#elif defined __NetBSD__
inline const char *file_system_type(const char *path) {
    static struct statvfs there;
    return statvfs(path, &there) == 0 ? there.f_fstypename : "other";
}
#elif defined __sun
inline const char *file_system_type(const char *path) {
    static struct statvfs there;
    return statvfs(path, &there) == 0 ? there.f_basetype : "other";
}
#elif defined __FreeBSD__ || defined __OpenBSD__ || defined __DragonFly__ || defined __APPLE__
# include <sys/param.h>
# include <sys/mount.h>
inline const char *file_system_type(const char *path) {
    static struct statfs there;
    return statfs(path, &there) == 0 ? there.f_fstypename : "other";
}
#else
inline const char *file_system_type(const char *) {
    return "other";
}
#endif

struct file_system {
    const char *path;
    bool found = false;
    int error = ENOENT;
    const char *type = "";
    unsigned long long free = 0;
    bool noexec = false;

    explicit file_system(const char *folder) : path(folder_path(folder)) {
        struct stat is;
        struct statvfs there;
        if (stat(path, &is) == -1 || statvfs(path, &there) == -1) {
            error = errno;
            return;
        }
        found = S_ISDIR(is.st_mode);
        error = found ? 0 : ENOTDIR;
        type = file_system_type(path);
        free = static_cast<unsigned long long>(there.f_bavail) * there.f_frsize;
#if defined ST_NOEXEC
        noexec = (there.f_flag & ST_NOEXEC) != 0;
#endif
    }
};

} // namespace anonshm_probe

#endif
