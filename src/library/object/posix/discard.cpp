// SPDX-License-Identifier: MIT
#include "../../fail.h"
#include "../../system/again.h"
#include "../../system/object.h"
#include "../../uncancelled.h"

using namespace anonshm;

static int punch(int object, uint64_t offset, uint64_t size) {
    const int result = again([&] { return sys_punch(object, offset, size); });
    const bool cannot =
        errno == EOPNOTSUPP || errno == ENOSYS || errno == ENODEV || errno == ESPIPE;
    return result == -1 && cannot ? fail(ENOTSUP) : result;
}

int anonshm_discard(anonshm_handle object, uint64_t offset, uint64_t size) {
    if (size == 0)
        return fail(EINVAL);
    if (offset > largest_size || size > largest_size - offset)
        return fail(EFBIG);
    return uncancelled([&] { return punch(object, offset, size); });
}
