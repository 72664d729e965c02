// SPDX-License-Identifier: MIT
// A file on disk: slow, but shared, where nothing else is left and the caller has agreed. Only
// where the file system has no O_TMPFILE it gets a name, which is removed at once; a process
// killed in between leaves an empty file behind.

#include "../method.h"
#include "../posix/directory.h"
#include "../posix/file.h"

namespace anonshm {

anonshm_handle by_temporary_file(const request &wanted) {
    return create_in(disk_directories, storage::anything, wanted, [&](const char *path) {
        const int fd = create_unnamed_file(path, origin::disk_file, wanted);
        if (fd != -1 || action_for(errno) == action::stop)
            return fd;
        return create_named_file(path, origin::disk_file, wanted);
    });
}

} // namespace anonshm
