// SPDX-License-Identifier: MIT
#include "../../fail.h"
#include "../../system/again.h"
#include "../../uncancelled.h"
#include "enforcement.h"
#include "seals.h"

using namespace anonshm;

static int put_on(int object, unsigned seals) {
    if (are_enforced(object, seals) == -1)
        return -1;
    const int wanted = system_seals(seals);
    const int result = again([&] { return sys_add_seals(object, wanted); });
    if (result == -1 && errno == EINVAL) // the kernel has these seals, but the object has none
        errno = ENOTSUP;
    return result;
}

int anonshm_seal(anonshm_handle object, unsigned seals) {
    if ((seals & ~ANONSHM_ALL_SEALS) != 0)
        return fail(EINVAL);
    return uncancelled([&] { return put_on(object, seals); });
}
