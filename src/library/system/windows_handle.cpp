// SPDX-License-Identifier: MIT
#include "system.h"
#include "windows_error.h"

namespace anonshm {

int sys_close(anonshm_handle object) {
    return CloseHandle(object) ? 0 : fail();
}

int sys_disable_cancellation() {
    return 0;
}

void sys_restore_cancellation(int) {}

} // namespace anonshm
