// SPDX-License-Identifier: MIT
#include "../system/system.h"
#include "errno_policy.h"

#if !defined EDQUOT
# define EDQUOT ENOSPC // Windows knows no quotas
#endif

namespace anonshm {

namespace {

constexpr struct {
    int error;
    action then;
} policy[] = {
    {EINVAL, action::weaker_flags}, // memfd_create(2): the kernel is older than a flag
    {EPERM, action::weaker_flags},  // seccomp, which may allow other flags; Docker's answer
    {EACCES, action::weaker_flags}, // SELinux; vm.memfd_noexec=2; a directory's mode

    {ENOSYS, action::next_method},     // older than the call; podman's answer
    {ENOTSUP, action::next_method},    // NetBSD's shm_open: /var/shm is no tmpfs
    {EOPNOTSUPP, action::next_method}, // no O_TMPFILE in this file system
    {EISDIR, action::next_method},     // no O_TMPFILE in this kernel, before Linux 3.11
    {ENOENT, action::next_method},     // no /dev/shm
    {ENOTDIR, action::next_method},
    {EROFS, action::next_method},
    {ENODEV, action::next_method},
    {ENXIO, action::next_method},

    {ENOSPC, action::next_directory},
    {EDQUOT, action::next_directory},
    {EFBIG, action::next_directory},

    {EEXIST, action::new_name},

    {EMFILE, action::stop},
    {ENFILE, action::stop},
    {ENOMEM, action::stop},
};

} // namespace

// An errno that is not listed: whatever it is, something else may serve.
action action_for(int error) {
    for (const auto &entry : policy)
        if (entry.error == error)
            return entry.then;
    return action::next_directory;
}

} // namespace anonshm
