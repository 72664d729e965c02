// The normal form: what is done to a descriptor, and asked of it, before it is handed out.

#ifndef ANONSHM_NORMAL_FORM_H
#define ANONSHM_NORMAL_FORM_H

#include "../../handle.h"

namespace anonshm {

// The descriptor if it is sound; otherwise it is closed, and errno says why it is not.
inline int keep_if(bool sound, int fd) {
    return sound ? fd : discard(fd);
}

// Each of these is false, with errno, if it could not be done or is not so.
bool close_on_exec(int fd);
bool close_shm_on_exec(int fd); // unless the probes found that shm_open(3) has done so
bool is_read_write(int fd);     // ENOTSUP if not
bool is_in_memory(int fd);      // ENOTSUP if not, or if this system cannot tell
bool is_shared_memory(int fd);  // what shm_open(3) yielded; ENOTSUP if not
bool not_executable(int fd);
bool not_sealable(int fd);

} // namespace anonshm

#endif
