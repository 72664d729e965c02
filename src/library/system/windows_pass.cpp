// SPDX-License-Identifier: MIT
#include "pass.h"
#include "windows_error.h"

namespace anonshm {

int sys_duplicate_to(void *process, anonshm_handle object, anonshm_handle *copy) {
    const HANDLE self = GetCurrentProcess();
    const DWORD same = DUPLICATE_SAME_ACCESS;
    return DuplicateHandle(self, object, process, copy, 0, FALSE, same) ? 0 : fail();
}

} // namespace anonshm
