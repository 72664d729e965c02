// Memory that a behaviour shares with a child of its own.

#ifndef ANONSHM_SHARED_PAGE_H
#define ANONSHM_SHARED_PAGE_H

#include "object.h"

namespace anonshm_probe {

template <class T>
T *shared_page() {
    void *const page =
        mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
    return page == MAP_FAILED ? nullptr : static_cast<T *>(page);
}

// Runs it in a child and waits; returns the child's exit status.
template <class Work>
int in_another_process(Work work) {
    const pid_t child = fork();
    if (child == 0) {
        work();
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace anonshm_probe

#endif
