// SPDX-License-Identifier: MIT
// The public functions that open an object.

#include "../system/system.h"
#include "chain.h"

#include <errno.h>

using namespace anonshm;

static bool are_known(unsigned flags) {
    if ((flags & ~ANONSHM_ALL_FLAGS) == 0)
        return true;
    errno = EINVAL;
    return false;
}

namespace {

// Around a creation. It is no cancellation point: a thread that is cancelled half-way would
// leave a descriptor or a name behind. errno belongs to the caller as long as nothing fails.
class creation {
public:
    creation() : errno_before(errno), cancellation(sys_disable_cancellation()) {}
    creation(const creation &) = delete;
    creation &operator=(const creation &) = delete;
    ~creation() { sys_restore_cancellation(cancellation); }

    anonshm_handle finish(anonshm_handle object) const {
        if (object != ANONSHM_INVALID_HANDLE)
            errno = errno_before;
        return object;
    }

private:
    int errno_before;
    int cancellation;
};

} // namespace

anonshm_handle anonshm_open(unsigned flags) {
    const creation guard;
    if (!are_known(flags))
        return ANONSHM_INVALID_HANDLE;
    return guard.finish(walk_from_hint({flags, 0}).object);
}

anonshm_handle anonshm_open_traced(unsigned flags, anonshm_attempt *attempts, size_t *count) {
    const creation guard;
    if (count == nullptr || (attempts == nullptr && *count != 0)) {
        errno = EINVAL;
        return ANONSHM_INVALID_HANDLE;
    }
    trace written = {attempts, *count, 0};
    *count = 0;
    if (!are_known(flags))
        return ANONSHM_INVALID_HANDLE;
    const anonshm_handle object = walk({flags, 0}, &written).object;
    *count = written.count;
    return guard.finish(object);
}

anonshm_handle anonshm_open_method(const char *name, unsigned flags) {
    const creation guard;
    if (name == nullptr || !are_known(flags)) {
        errno = EINVAL;
        return ANONSHM_INVALID_HANDLE;
    }
    const method *const chosen = find_method(name);
    if (chosen == nullptr)
        return ANONSHM_INVALID_HANDLE;
    return guard.finish(create_by(*chosen, {flags, 0}));
}

anonshm_handle anonshm_create(size_t size, unsigned flags) {
    const creation guard;
    if (size == 0 || !are_known(flags)) {
        errno = EINVAL;
        return ANONSHM_INVALID_HANDLE;
    }
    if (size > sys_size_limit()) { // a call that sets it would raise SIGXFSZ
        errno = EFBIG;
        return ANONSHM_INVALID_HANDLE;
    }
    return guard.finish(walk_from_hint({flags | ANONSHM_SIZED, size}).object);
}
