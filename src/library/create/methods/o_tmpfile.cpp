// SPDX-License-Identifier: MIT
// open(2) with O_TMPFILE, Linux 3.11: a file that never has a name. Which file system it is on
// is up to the directory, and so it is checked.

#include "../method.h"
#include "../posix/directory.h"
#include "../posix/file.h"

namespace anonshm {

anonshm_handle by_o_tmpfile(const request &wanted) {
    return create_in(memory_directories, storage::memory, wanted, [&](const char *path) {
        return create_unnamed_file(path, origin::memory_file, wanted);
    });
}

} // namespace anonshm
