// SPDX-License-Identifier: MIT
// What Windows tells about a section.

#ifndef ANONSHM_WINDOWS_SECTION_H
#define ANONSHM_WINDOWS_SECTION_H

#include "system.h"

namespace anonshm {

// In the system's calls (HANDLE)-1 stands for the current process: one of them would change the
// process, or give it away.
inline bool is_no_handle(anonshm_handle object) {
    return object == ANONSHM_INVALID_HANDLE || object == nullptr;
}

struct section {
    uint64_t size;
    bool has_file; // it is a file that is mapped, and not memory
    bool has_name;
    bool is_readable;
    bool is_writable;
};
// EBADF: no handle; EINVAL: not a section.
int sys_section_of(anonshm_handle object, section *found);

} // namespace anonshm

#endif
