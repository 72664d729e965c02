// SPDX-License-Identifier: MIT
// What a descriptor is, as far as the system says.

#ifndef ANONSHM_KIND_H
#define ANONSHM_KIND_H

#include "../../system/system.h"

namespace anonshm {

// Whether it is a file or a shared memory object: what has a size and can be mapped. Pipes,
// directories, devices and sockets are not.
bool is_object(const file_status &status);

// Where its pages are.
enum class kind { memory, huge_pages, disk, unknown };
kind kind_of(int fd);

// Whether it belongs to a file system, in which st_nlink counts its names.
bool is_in_file_system(int fd);

} // namespace anonshm

#endif
