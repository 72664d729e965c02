#include "../system.h"
#include "../steps.h"
#include "normal_form.h"
#include "shm.h"

#if ANONSHM_HAVE_SHM_OPEN

namespace anonshm {

int claim_shm(int fd, const char *name) {
    if (again([&] { return sys_shm_unlink(name); }) == -1)
        return discard(fd);
    return keep_if(close_shm_on_exec(fd) && is_read_write(fd) && is_shared_memory(fd), fd);
}

} // namespace anonshm

#endif
