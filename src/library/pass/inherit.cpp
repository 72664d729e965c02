// SPDX-License-Identifier: MIT
#include "../system/again.h"
#include "../system/system.h"
#include "../uncancelled.h"

#include <errno.h>

using namespace anonshm;

// dup2(2) leaves a descriptor as it is when both numbers are the same, and so close-on-exec.
static int keep_as(int object, int number) {
    if (object == number)
        return again([&] { return sys_keep_on_exec(object); });
    return again([&] { return sys_dup2(object, number); }) == -1 ? -1 : 0;
}

int anonshm_inherit(anonshm_handle object, int number) {
    if (number < 0) {
        errno = EINVAL;
        return -1;
    }
    return uncancelled([&] { return keep_as(object, number); });
}
