// SPDX-License-Identifier: MIT
#include "../system/again.h"
#include "../system/system.h"
#include "../uncancelled.h"

using namespace anonshm;

#if defined _WIN32
int anonshm_seal(anonshm_handle, unsigned) {
    errno = ENOTSUP;
    return -1;
}
#else
int anonshm_seal(anonshm_handle object, unsigned seals) {
    return uncancelled(
        [&] { return again([&] { return sys_add_seals(object, static_cast<int>(seals)); }); },
        -1);
}
#endif
