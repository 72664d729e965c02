// SPDX-License-Identifier: MIT
// Can a shared memory object be created here at all?
//
// shm_open may be there and /dev/shm not: chroots, AWS Lambda, Android's SELinux rules.

#include "../support/object.h"

namespace anonshm_probe {

answer shm_open_works() {
    const int error = try_plain_name();
    return error == 0 ? yes_or_no(true) : result("false", "shm_open: %s", error_name(error));
}

} // namespace anonshm_probe
