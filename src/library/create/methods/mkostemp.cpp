// SPDX-License-Identifier: MIT
// mkostemp(3) and unlink(2) in a directory that is in memory: for kernels and file systems
// without O_TMPFILE, and where /dev/shm is not available. A process killed between the two
// leaves an empty file behind.

#include "../method.h"
#include "../posix/directory.h"
#include "../posix/file.h"

namespace anonshm {

anonshm_handle by_mkostemp(const request &wanted) {
    return create_in(memory_directories, storage::memory, wanted, [&](const char *path) {
        return create_named_file(path, origin::memory_file, wanted);
    });
}

} // namespace anonshm
