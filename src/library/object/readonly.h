// SPDX-License-Identifier: MIT
// What the ways to a read-only descriptor have in common.

#ifndef ANONSHM_READONLY_H
#define ANONSHM_READONLY_H

#include "../system/again.h"
#include "../system/system.h"

namespace anonshm {

// The numbers of macOS's shared memory are 0.
inline bool is_same_object(int one, int other) {
    file_status first = {}, second = {};
    return sys_fstat(one, &first) == 0 && sys_fstat(other, &second) == 0 &&
           first.device == second.device && first.number == second.number;
}

// Nobody may open it for writing, its owner may read. Execute bits stay: F_SEAL_EXEC forbids to
// change them. False, with errno, if others may open it for writing and that cannot be changed,
// as it belongs to another user.
inline bool forbid_writing(int fd) {
    file_status found = {};
    if (sys_fstat(fd, &found) == -1)
        return false;
    return again([&] { return sys_fchmod(fd, 0400 | (found.mode & 0111)); }) == 0 ||
           (found.mode & 0022) == 0;
}

} // namespace anonshm

#endif
