// SPDX-License-Identifier: MIT
// What does a name that is one byte too long get?
//
// ENAMETOOLONG by POSIX; EINVAL from glibc before 2.34, and from 2.34 to 2.37 for names that
// are a few bytes longer still, which the detail then says. Sources: POSIX.1-2024 shm_open;
// glibc sysdeps/posix/shm-directory.h.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_name_too_long(void) {
    const int longest = longest_name();
    if (longest == longest_tried)
        return result_with("accepted", "%d bytes are accepted", longest);
    const int next = try_length((size_t)longest + 1);
    return judge(next, "5000 bytes", try_length(longest_tried));
}

ANONSHM_PROBE_END
