// A file on disk whose name is removed at once: slow, but shared, where nothing else is left
// and the caller has agreed. A process killed in between leaves an empty file behind.

#include "../../system/system.h"
#include "../method.h"
#include "../posix/directory.h"
#include "../posix/file.h"

namespace anonshm {

anonshm_handle by_temporary_file(const request &wanted) {
    return create_in(disk_directories, [&](const char *path) {
        return create_file(path, origin::disk_file, wanted);
    });
}

} // namespace anonshm
