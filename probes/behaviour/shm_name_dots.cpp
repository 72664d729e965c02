// Are "/." and "/.." names?
//
// Where an object is a file in a folder, these are the folder itself and the one above. musl
// refuses them (EINVAL), glibc opens the folder (EEXIST with O_EXCL), and for FreeBSD, macOS
// and illumos they are names like any other.
// Sources: musl src/mman/shm_open.c; glibc posix/shm-directory.c; illumos pos4obj.c.

#include "../object.h"

namespace anonshm_probe {

answer shm_name_dots() {
    const answer one = ask_name("/.");
    const answer two = ask_name("/..");
    if (strcmp(one.value, two.value) == 0)
        return one;
    return say(one.value, "/.. is another matter: %s", two.value);
}

} // namespace anonshm_probe
