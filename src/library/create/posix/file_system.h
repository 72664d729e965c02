// SPDX-License-Identifier: MIT
// What the file system in which an object is created has to be.

#ifndef ANONSHM_FILE_SYSTEM_H
#define ANONSHM_FILE_SYSTEM_H

#include "../request.h"

namespace anonshm {

enum class storage { memory, anything };

// Of a directory before a file is created there, or of the file: can it serve the request?
enum class suitability {
    suits,
    unsuitable, // errno: ENOTSUP: not in memory; EACCES: executable wanted, and mounted noexec;
                // ENOSPC: no room for the size
    unknown,    // errno is that of statfs(2)
};
suitability suitability_of_directory(const char *path, storage needed, const request &wanted);
suitability suitability_of_file(int fd, storage needed, const request &wanted);

} // namespace anonshm

#endif
