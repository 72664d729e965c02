// SPDX-License-Identifier: MIT
#include "../fail.h"
#include "../system/pass.h"
#include "../system/windows_section.h"

using namespace anonshm;

int anonshm_duplicate(anonshm_handle object, void *process, anonshm_handle *handle) {
    if (handle == nullptr)
        return fail(EINVAL);
    if (is_no_handle(object))
        return fail(EBADF);
    anonshm_handle copy = ANONSHM_INVALID_HANDLE;
    if (sys_duplicate_to(process, object, &copy) == -1)
        return -1;
    *handle = copy;
    return 0;
}
