// SPDX-License-Identifier: MIT
// CreateFileMapping without a file, backed by the paging file. A section cannot be empty, and
// its size is fixed, so only a sized request can be served.

#include "../../system/system.h"
#include "../method.h"

namespace anonshm {

anonshm_handle by_windows_section(const request &wanted) {
    return sys_section(wanted.size, (wanted.flags & ANONSHM_EXEC) != 0);
}

} // namespace anonshm
