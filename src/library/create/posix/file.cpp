#include "../../system/system.h"
#include "../errno_policy.h"
#include "file.h"
#include "name.h"
#include "normal_form.h"

#if ANONSHM_HAVE_MKOSTEMP

namespace anonshm {

// mkostemp(3) tries other names by itself. Most of the name is ours all the same: musl makes
// the six characters of a clock and an address (src/temp/__randname.c).
int create_file(const char *directory, const request &wanted) {
    name made;
    const int fd = again([&] { // mkostemp may have filled the blanks in before it failed
        return make_name(made, directory, blanks) ? sys_mkostemp(made.text, O_CLOEXEC) : -1;
    });
    if (fd == -1)
        return -1;
    if (again([&] { return sys_unlink(made.text); }) == -1)
        return discard(fd);
    const bool has_mode = !(wanted.flags & ANONSHM_EXEC) ||
                          again([&] { return sys_fchmod(fd, wanted.file_mode()); }) == 0;
    return keep_if(has_mode, fd);
}

} // namespace anonshm

#endif
