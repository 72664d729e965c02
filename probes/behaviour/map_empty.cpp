// What does mapping an object of size 0 do?
//
// On Linux mmap succeeds and the first touch faults (SIGBUS); macOS says EINVAL at once.
// Sources: mmap(2), "SIGBUS"; xnu bsd/kern/posix_shm.c.

#include "../object.h"

namespace anonshm_probe {

static bool touching_faults(volatile char *page) {
    const pid_t child = fork();
    if (child == 0) {
        *page = 1;
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status);
}

answer map_empty() {
    const int fd = nameless_object();
    if (fd == -1)
        return unknown(error_name(errno));
    void *const page = mmap(nullptr, static_cast<size_t>(page_size()), PROT_READ | PROT_WRITE,
                            MAP_SHARED, fd, 0);
    if (page == MAP_FAILED)
        return refused(errno);
    if (touching_faults(static_cast<volatile char *>(page)))
        return say("fault", "%s", "mmap succeeds, the first touch is fatal");
    return say("works", "%s", "");
}

} // namespace anonshm_probe
