// SPDX-License-Identifier: MIT
// Memory that a behaviour shares with a child of its own.

#ifndef ANONSHM_SHARED_PAGE_H
#define ANONSHM_SHARED_PAGE_H

#include "object.h"

namespace anonshm_probe {

inline void *shared_page() {
    void *const page = mmap(nullptr, static_cast<size_t>(page_size()), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANON, -1, 0);
    return page == MAP_FAILED ? nullptr : page;
}

// True in a new process, which has to end with _exit(); false here, once it has. Where there
// cannot be one the question ends without an answer.
inline bool in_another_process(int *status = nullptr) {
    const pid_t child = fork();
    if (child == -1)
        _exit(1);
    if (child > 0)
        waitpid(child, status, 0);
    return child == 0;
}

} // namespace anonshm_probe

#endif
