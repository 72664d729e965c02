// SPDX-License-Identifier: MIT
// The system's calls on an object that is already there.

#ifndef ANONSHM_SYSTEM_OBJECT_H
#define ANONSHM_SYSTEM_OBJECT_H

#include "system.h"

#include <sys/types.h>

namespace anonshm {

// Of off_t. What is larger is not passed to the calls.
inline constexpr uint64_t largest_size = (uint64_t{1} << (sizeof(off_t) * 8 - 1)) - 1;

// Writes a byte by pwrite, and makes a mapping of that size through which one could be written.
// 0 if either could be done; else errno is that of mmap.
int sys_write_anyhow(int fd, size_t size);

// Where there is no fstatfs(2) with a number for the type: its name, of no more than that many
// bytes. ENOSYS: this system does not name it.
inline constexpr size_t file_system_name_size = 16;
int sys_file_system_name(int fd, char *name);

// Each is ENOTSUP on a system that has no such call.
int sys_allocate(int fd, uint64_t offset, uint64_t size); // fallocate
int sys_punch(int fd, uint64_t offset, uint64_t size);    // fallocate, FALLOC_FL_PUNCH_HOLE
// mmap and MADV_POPULATE_WRITE, within the size of the object. What would be SIGBUS is ENOSPC.
bool sys_can_populate();
int sys_populate(int fd, uint64_t offset, uint64_t size);

} // namespace anonshm

#endif
