// SPDX-License-Identifier: MIT
// Can a shared memory object be created here at all?
//
// shm_open may be there and /dev/shm not: chroots, AWS Lambda, Android's SELinux rules.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_open_works(void) {
#if ANONSHM_HAS_shm_open
    const short_name name = fresh_name("");
    const int error = try_name(name.text);
#else
    const int error = ENOSYS;
#endif
    return error == 0 ? yes_or_no(true)
                      : result_with("false", "shm_open: %s", error_name(error));
}

ANONSHM_PROBE_END
