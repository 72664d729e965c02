// SPDX-License-Identifier: MIT
// Where nothing can be opened.

#include "../fail.h"

#include <anonshm/anonshm.h>

using namespace anonshm;

int anonshm_seal(anonshm_handle, unsigned) {
    return fail(ENOTSUP);
}

int anonshm_check(anonshm_handle, uint64_t, unsigned) {
    return fail(EINVAL);
}

int anonshm_reserve(anonshm_handle, uint64_t, uint64_t) {
    return fail(ENOTSUP);
}

int anonshm_discard(anonshm_handle, uint64_t, uint64_t) {
    return fail(ENOTSUP);
}
