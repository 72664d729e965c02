// SPDX-License-Identifier: MIT
// Whether the kernel enforces the seals that it accepts.

#ifndef ANONSHM_ENFORCEMENT_H
#define ANONSHM_ENFORCEMENT_H

#include "../../system/system.h"

namespace anonshm {

// What has been found out, a word of seals each. Nothing else that was observed is remembered:
// the kernel does not change under a process, while a filter or a limit can. Two threads that
// find out something at the same time may lose what one of them has, which is then found out
// again.
struct seal_answers {
    volatile unsigned enforced;
    volatile unsigned not_enforced;
};

// Linux has the code that enforces them twice, in tmpfs and in hugetlbfs.
#if defined __linux__
constexpr unsigned kinds_with_seals = 2;
#else
constexpr unsigned kinds_with_seals = 1;
#endif
extern seal_answers known_seals[kinds_with_seals];

// Of objects of the kind that this one is. 0, or -1 and errno: ENOTSUP: one of them is not, or
// it cannot be found out; EMFILE, ENFILE or ENOMEM: not now.
int are_enforced(int fd, unsigned seals);

} // namespace anonshm

#endif
