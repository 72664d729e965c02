// SPDX-License-Identifier: MIT
// The interface to the operating system for read-only descriptors of an object.

#ifndef ANONSHM_SYSTEM_READONLY_H
#define ANONSHM_SYSTEM_READONLY_H

#include "system.h"

namespace anonshm {

// Linux
int sys_open_empty_path(int fd); // openat(fd, "", O_RDONLY | O_EMPTYPATH)

// FreeBSD
int sys_duplicate(int fd);        // F_DUPFD_CLOEXEC
int sys_limit_to_reading(int fd); // cap_rights_limit

// Windows
int sys_forbid_access(anonshm_handle object);                // SetKernelObjectSecurity: nobody
anonshm_handle sys_duplicate_to_read(anonshm_handle object); // DuplicateHandle

} // namespace anonshm

#endif
