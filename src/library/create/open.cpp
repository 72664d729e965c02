// The public functions that open an object.

#include "../system/again.h"
#include "../system/system.h"
#include "chain.h"
#include "../handle.h"

using namespace anonshm;

static bool are_known(unsigned flags) {
    if ((flags & ~ANONSHM_ALL_FLAGS) == 0)
        return true;
    errno = EINVAL;
    return false;
}

// errno belongs to the caller as long as nothing fails.
static anonshm_handle finish(anonshm_handle object, int errno_before) {
    if (object != ANONSHM_INVALID_HANDLE)
        errno = errno_before;
    return object;
}

anonshm_handle anonshm_open(unsigned flags) {
    const int errno_before = errno;
    if (!are_known(flags))
        return ANONSHM_INVALID_HANDLE;
    return finish(walk_from_hint({flags, 0}).object, errno_before);
}

anonshm_handle anonshm_open_traced(unsigned flags, anonshm_attempt *attempts, size_t *count) {
    const int errno_before = errno;
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
    return finish(object, errno_before);
}

anonshm_handle anonshm_open_method(const char *name, unsigned flags) {
    const int errno_before = errno;
    if (name == nullptr || !are_known(flags)) {
        errno = EINVAL;
        return ANONSHM_INVALID_HANDLE;
    }
    const method *const chosen = find_method(name);
    if (chosen == nullptr)
        return ANONSHM_INVALID_HANDLE;
    return finish(create_by(*chosen, {flags, 0}), errno_before);
}

anonshm_handle anonshm_create(size_t size, unsigned flags) {
    const int errno_before = errno;
    if (size == 0 || !are_known(flags)) {
        errno = EINVAL;
        return ANONSHM_INVALID_HANDLE;
    }
    const outcome result = walk_from_hint({flags | ANONSHM_SIZED, size});
    if (result.by == nullptr || (result.by->needs & ANONSHM_SIZED) != 0)
        return finish(result.object, errno_before);
    const int resized = again([&] { return sys_resize(result.object, size); });
    return finish(resized == 0 ? result.object : discard(result.object), errno_before);
}
