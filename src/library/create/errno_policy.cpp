#include "../system/system.h"
#include "errno_policy.h"

#if !defined EDQUOT
# define EDQUOT ENOSPC // Windows knows no quotas
#endif

namespace anonshm {

namespace {

constexpr struct {
    int error;
    step then;
} rules[] = {
    // The kernel is older than a flag (memfd_create(2)), or a filter knows only some sets.
    {EINVAL, step::weaker_flags},

    {ENOSYS, step::next_method},     // older than the call
    {EPERM, step::next_method},      // seccomp: what Docker's profile answers
    {EACCES, step::next_method},     // SELinux; vm.memfd_noexec=2; a directory's mode
    {ENOTSUP, step::next_method},    // NetBSD's shm_open: /var/shm is no tmpfs
    {EOPNOTSUPP, step::next_method}, // no O_TMPFILE in this file system
    {EISDIR, step::next_method},     // no O_TMPFILE in this kernel, before Linux 3.11
    {ENOENT, step::next_method},     // no /dev/shm
    {ENOTDIR, step::next_method},
    {EROFS, step::next_method},
    {ENODEV, step::next_method},
    {ENXIO, step::next_method},

    {ENOSPC, step::next_directory},
    {EDQUOT, step::next_directory},
    {EFBIG, step::next_directory},

    {EEXIST, step::new_name},
    {EINTR, step::again},

    {EMFILE, step::stop},
    {ENFILE, step::stop},
    {ENOMEM, step::stop},
};

} // namespace

// An errno that nobody foresaw says something about this place or this moment, not for ever.
step step_after(int error) {
    for (const auto &rule : rules)
        if (rule.error == error)
            return rule.then;
    return step::next_directory;
}

} // namespace anonshm
