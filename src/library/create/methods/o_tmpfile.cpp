// open(2) with O_TMPFILE, Linux 3.11: a file that never has a name. Without O_EXCL linkat(2)
// could give it one. Which file system it is on is up to the directory, and so it is checked.

#include "../../system/again.h"
#include "../../system/system.h"
#include "../method.h"
#include "../posix/directory.h"
#include "../posix/normal_form.h"

namespace anonshm {

anonshm_handle by_o_tmpfile(const request &wanted) {
    constexpr int flags = ANONSHM_O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC;
    return create_in(memory_directories, [&](const char *path) {
        const int fd = again([&] { return sys_open(path, flags, wanted.file_mode()); });
        return normal_form(fd, origin::unnamed_file, wanted);
    });
}

} // namespace anonshm
