// open(2) with O_TMPFILE, Linux 3.11: a file that never has a name. Without O_EXCL linkat(2)
// could give it one. Which file system it is on is up to the directory, and so it is checked.

#include "../../system/system.h"
#include "../method.h"
#include "../posix/normal_form.h"
#include "../posix/directory.h"

namespace anonshm {

static anonshm_handle by_o_tmpfile(const request &wanted) {
    constexpr int flags = ANONSHM_O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC;
    return create_in(memory_places, [&](const char *directory) {
        const int fd = again([&] { return sys_open(directory, flags, wanted.file_mode()); });
        return fd == -1 ? -1 : keep_if(is_in_memory(fd), fd);
    });
}

const method method_o_tmpfile = {"o_tmpfile", by_o_tmpfile, 0, 0};

} // namespace anonshm
