// SPDX-License-Identifier: MIT
// The public functions that open an object.

#include "../handle.h"
#include "../uncancelled.h"
#include "chain.h"

using namespace anonshm;

anonshm_handle anonshm_open(unsigned flags) {
    if (!are_valid(flags))
        return fail_with(EINVAL);
    return uncancelled([&] { return walk_from_hint({flags, 0}).object; });
}

anonshm_handle anonshm_open_traced(unsigned flags, anonshm_attempt *attempts, size_t *count) {
    if (count == nullptr || (attempts == nullptr && *count != 0))
        return fail_with(EINVAL);
    trace written = {attempts, *count, 0};
    *count = 0;
    if (!are_valid(flags))
        return fail_with(EINVAL);
    const anonshm_handle object =
        uncancelled([&] { return walk({flags, 0}, &written).object; });
    *count = written.count;
    return object;
}

anonshm_handle anonshm_open_method(const char *name, unsigned flags) {
    if (name == nullptr || !are_valid(flags))
        return fail_with(EINVAL);
    const method *const chosen = find_method(name);
    if (chosen == nullptr)
        return ANONSHM_INVALID_HANDLE;
    return uncancelled([&] { return create_by(*chosen, {flags, 0}); });
}

anonshm_handle anonshm_create(size_t size, unsigned flags) {
    if (size == 0 || !are_valid(flags))
        return fail_with(EINVAL);
    if (size > sys_size_limit()) // a call that sets it would raise SIGXFSZ
        return fail_with(EFBIG);
    return uncancelled([&] { return walk_from_hint({flags | ANONSHM_SIZED, size}).object; });
}
