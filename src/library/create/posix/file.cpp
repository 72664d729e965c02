#include "../../system/again.h"
#include "../../system/system.h"
#include "file.h"
#include "name.h"

#if ANONSHM_HAVE_MKOSTEMP

namespace anonshm {

// mkostemp(3) tries other names by itself. Most of the name is ours all the same: musl makes
// the six characters of a clock and an address (src/temp/__randname.c).
int create_file(const char *directory, origin from, const request &wanted) {
    name made;
    const int fd = again([&] { // mkostemp may have filled the blanks in before it failed
        return make_name(made, directory, blanks) ? sys_mkostemp(made.text, O_CLOEXEC) : -1;
    });
    if (fd == -1)
        return -1;
    if (again([&] { return sys_unlink(made.text); }) == -1)
        return discard(fd);
    return normal_form(fd, from, wanted);
}

} // namespace anonshm

#endif
