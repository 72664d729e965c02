// mkostemp(3) and unlink(2) in a directory that is in memory: for kernels and file systems
// without O_TMPFILE, and where only /run/shm or $XDG_RUNTIME_DIR is to be had. A process killed
// between the two leaves an empty file behind.

#include "../../system/system.h"
#include "../method.h"
#include "../posix/file.h"
#include "../posix/normal_form.h"
#include "../posix/directory.h"

namespace anonshm {

static anonshm_handle by_mkostemp(const request &wanted) {
    return create_in(memory_places, [&](const char *directory) {
        const int fd = create_file(directory, wanted);
        return fd == -1 ? -1 : keep_if(is_in_memory(fd), fd);
    });
}

const method method_mkostemp = {"mkostemp", by_mkostemp, 0, 0};

} // namespace anonshm
