// SPDX-License-Identifier: MIT
// Nothing stays behind. A behaviour notes each name before it creates it, in memory shared with
// the process that watches it; what is still noted when the behaviour has ended, in whatever
// way, is removed by the watcher.

#ifndef ANONSHM_CLEANUP_H
#define ANONSHM_CLEANUP_H

#include "../toolchain/question.h"

namespace anonshm_probe {

struct leftovers {
    char object[8192]; // longer than any name that is tried
    key_t segment;
    bool hangs; // what works on objects does not return
};

// One behaviour at a time holds at most one of each.
inline leftovers *noted;

inline bool prepare_cleanup() {
    void *shared =
        mmap(nullptr, sizeof(leftovers), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
    noted = shared == MAP_FAILED ? nullptr : static_cast<leftovers *>(shared);
    return noted != nullptr;
}

inline void remove_object(const char *name) {
    call_shm_unlink(first(), name);
    noted->object[0] = '\0';
}

// A new object under this name, or -1. The empty name cannot be noted: it is removed where it
// is created. Where another question has waited in vain, this one has no
// answer.
inline int create_object(const char *name, int more_flags = 0) {
    if (noted->hangs)
        _exit(1);
    snprintf(noted->object, sizeof noted->object, "%s", name);
    const int fd = call_shm_open(first(), name, O_RDWR | O_CREAT | O_EXCL | more_flags,
                                 static_cast<mode_t>(0600));
    if (fd == -1)
        noted->object[0] = '\0';
    return fd;
}

inline void remove_segment(key_t key) {
#if __has_include(<sys/shm.h>)
    if constexpr (has_shmget) {
        const int id = shmget(key, 0, 0);
        if (id != -1)
            shmctl(id, IPC_RMID, nullptr);
    }
#endif
    noted->segment = 0;
}

inline void clean_up() {
    if (noted->object[0] != '\0')
        remove_object(noted->object);
    if (noted->segment != 0)
        remove_segment(noted->segment);
}

} // namespace anonshm_probe

#endif
