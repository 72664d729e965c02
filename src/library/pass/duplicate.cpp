// SPDX-License-Identifier: MIT
#include "../system/pass.h"

#include <errno.h>

using namespace anonshm;

// The value of ANONSHM_INVALID_HANDLE is also the one of GetCurrentProcess(), and so a handle
// of the process would go to the other.
int anonshm_duplicate(anonshm_handle object, void *process, anonshm_handle *handle) {
    const bool is_none = object == ANONSHM_INVALID_HANDLE || object == nullptr;
    if (handle == nullptr || is_none) {
        errno = handle == nullptr ? EINVAL : EBADF;
        return -1;
    }
    anonshm_handle copy = ANONSHM_INVALID_HANDLE;
    if (sys_duplicate_to(process, object, &copy) == -1)
        return -1;
    *handle = copy;
    return 0;
}
