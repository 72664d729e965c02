// A file on disk whose name is removed at once: slow, but shared, where nothing else is left
// and the caller has agreed. A process killed in between leaves an empty file behind.

#include "../../system/system.h"
#include "../method.h"
#include "../posix/file.h"
#include "../posix/directory.h"

namespace anonshm {

static anonshm_handle by_temporary_file(const request &wanted) {
    return create_in(disk_places,
                     [&](const char *directory) { return create_file(directory, wanted); });
}

const method method_temporary_file = {"temporary_file", by_temporary_file, ANONSHM_ALLOW_DISK,
                                      0};

} // namespace anonshm
