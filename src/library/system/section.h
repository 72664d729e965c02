// SPDX-License-Identifier: MIT
// What Windows tells about a section.

#ifndef ANONSHM_SECTION_H
#define ANONSHM_SECTION_H

#include "system.h"

namespace anonshm {

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
