// SPDX-License-Identifier: MIT
// What does a name that is one byte too long get?
//
// ENAMETOOLONG by POSIX; EINVAL from glibc before 2.34, and from 2.34 to 2.37 for names that
// are a few bytes longer still, which the detail then says. Sources: POSIX.1-2024 shm_open;
// glibc sysdeps/posix/shm-directory.h.

#include "../support/object.h"

namespace anonshm_probe {

answer shm_name_too_long() {
    if (const int error = try_plain_name())
        return no_objects(error);
    const size_t longest = longest_name();
    if (longest == long_name::max)
        return result("accepted", "%zu bytes are accepted", longest);
    const int next = try_name(long_name(longest + 1).text);
    const int last = try_name(long_name(long_name::max).text);
    if (next == last)
        return refused(next);
    return result(verdict(next), "%zu bytes: %s", long_name::max, verdict(last));
}

} // namespace anonshm_probe
