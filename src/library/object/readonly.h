// SPDX-License-Identifier: MIT
// What the ways to a read-only descriptor have in common.

#ifndef ANONSHM_READONLY_H
#define ANONSHM_READONLY_H

#include "../system/again.h"
#include "../system/system.h"

namespace anonshm {

// The numbers of macOS's shared memory are 0.
inline bool is_object(const file_status &object, int fd) {
    file_status found = {};
    return sys_fstat(fd, &found) == 0 && found.device == object.device &&
           found.number == object.number;
}

// Nobody may open it for writing, its owner may read. Execute bits stay: F_SEAL_EXEC forbids to
// change them. False, with errno, if others may open it for writing and that cannot be changed,
// as it belongs to another user.
inline bool forbid_writing(int fd, const file_status &object) {
    return again([&] { return sys_fchmod(fd, 0400 | (object.mode & 0111)); }) == 0 ||
           (object.mode & 0022) == 0;
}

} // namespace anonshm

#endif
