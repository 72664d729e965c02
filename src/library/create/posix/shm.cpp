#include "../../system/again.h"
#include "../../system/system.h"
#include "normal_form.h"
#include "shm.h"

#if ANONSHM_HAVE_SHM_OPEN

namespace anonshm {

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
    if (again([&] { return sys_shm_unlink(name); }) == -1) {
        discard(fd);
        return give_up_shm(name);
    }
    return normal_form(fd, origin::shm_object, wanted);
}

} // namespace anonshm

#endif
