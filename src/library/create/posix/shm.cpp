// SPDX-License-Identifier: MIT
#include "../../system/again.h"
#include "../../system/system.h"
#include "../progress.h"
#include "file_system.h"
#include "name.h"
#include "normal_form.h"
#include "shm.h"
#include "twin.h"

#if ANONSHM_HAVE_SHM_OPEN

namespace anonshm {

# if defined __linux__ // where shm_open(3) of every C library creates in /dev/shm
static bool is_suitable(const request &wanted) {
    if (suitability_of_directory("/dev/shm", storage::memory, wanted) !=
        suitability::unsuitable)
        return true;
    blame(wanted, "statfs");
    return false;
}
# else
static bool is_suitable(const request &) {
    return true;
}
# endif

bool may_open_shm(const request &wanted) {
    return may_make_name(wanted) && is_suitable(wanted);
}

int give_up_shm(const char *name) {
    const int error = errno;
    again([&] { return sys_shm_unlink(name); });
    errno = error;
    return -1;
}

// Two systems' shm_unlink need a descriptor themselves, illumos for its lock file (pos4obj.c),
// DragonFly for the directory (posixshm.c). If the object has the last one, they can do it when
// that is closed.
int claim_shm(int fd, const char *name, const request &wanted) {
    make_twin(fd, wanted, [&] { return sys_shm_open(name, O_RDONLY, 0); });
    if (again([&] { return sys_shm_unlink(name); }) == -1) {
        const int error = errno;
        blame(wanted, "unlink");
        discard_both(fd, wanted);
        if (again([&] { return sys_shm_unlink(name); }) == -1)
            wanted.so_far->name_stays = error;
        errno = error;
        return -1;
    }
    return normal_form(fd, origin::shm_object, wanted);
}

} // namespace anonshm

#endif
