// SPDX-License-Identifier: MIT
#include "../../system/again.h"
#include "../../system/system.h"
#include "../progress.h"
#include "file.h"
#include "name.h"
#include "twin.h"

namespace anonshm {

// Without O_EXCL linkat(2) could give it a name (open(2)).
#if defined ANONSHM_O_TMPFILE
int create_unnamed_file(const char *directory, origin from, const request &wanted) {
    constexpr int flags = ANONSHM_O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC;
    const int fd = again([&] { return sys_open(directory, flags, wanted.file_mode()); });
    return normal_form(fd, from, wanted);
}
#else
int create_unnamed_file(const char *, origin, const request &) {
    errno = ENOTSUP;
    return -1;
}
#endif

#if ANONSHM_HAVE_MKOSTEMP
// mkostemp(3) tries other names by itself. Most of the name is ours all the same: musl makes
// the six characters of a clock and an address (src/temp/__randname.c).
int create_named_file(const char *directory, origin from, const request &wanted) {
    name made;
    if (!may_make_name(wanted))
        return -1;
    const int fd = again([&] { // mkostemp may have filled the blanks in before it failed
        return make_name(made, directory, blanks) && is_removable(made, sys_unlink, wanted)
                   ? sys_mkostemp(made.text, O_CLOEXEC)
                   : -1;
    });
    if (fd == -1)
        return -1;
    make_twin(fd, wanted, [&] { return sys_open(made.text, O_RDONLY | O_CLOEXEC, 0); });
    if (again([&] { return sys_unlink(made.text); }) == -1) {
        wanted.so_far->name_stays = errno;
        blame(wanted, "unlink");
        return discard_both(fd, wanted);
    }
    return normal_form(fd, from, wanted);
}
#endif

} // namespace anonshm
