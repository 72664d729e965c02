// SPDX-License-Identifier: MIT
#include "../system/again.h"
#include "../system/system.h"
#include "../uncancelled.h"

using namespace anonshm;

int anonshm_resize(anonshm_handle object, uint64_t size) {
    if (size > sys_size_limit()) { // a call that sets it would raise SIGXFSZ
        errno = EFBIG;
        return -1;
    }
    return uncancelled([&] { return again([&] { return sys_resize(object, size); }); }, -1);
}
