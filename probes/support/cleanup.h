// SPDX-License-Identifier: MIT
// Nothing stays behind. A behaviour notes each name before it creates it, in memory shared with
// the process that watches it; what is still noted when the behaviour has ended, in whatever
// way, is removed by the watcher.

#ifndef ANONSHM_CLEANUP_H
#define ANONSHM_CLEANUP_H

#include "../toolchain/headers.h"

ANONSHM_PROBE_BEGIN

// One behaviour at a time holds at most one of each.
typedef struct {
    char object[8192]; // longer than any name that is tried
    key_t segment;
    bool hangs; // what works on objects does not return
} leftovers;

static leftovers *noted;

static inline void remove_object(const char *name) {
#if ANONSHM_HAS_shm_unlink
    shm_unlink(name);
#else
    (void)name;
#endif
    noted->object[0] = '\0';
}

// A new object under this name, or -1. The empty name cannot be noted: it is removed where it
// is created. Where another question has waited in vain, this one has no answer.
#if ANONSHM_HAS_shm_open
static inline int create_object(const char *name, int more_flags) {
    if (noted->hangs)
        _exit(1);
    snprintf(noted->object, sizeof noted->object, "%s", name);
    const int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL | more_flags, 0600);
    if (fd == -1)
        noted->object[0] = '\0';
    return fd;
}
#endif

static inline void remove_segment(key_t key) {
#if ANONSHM_HAS_shmget
    const int segment = shmget(key, 0, 0);
    if (segment != -1)
        shmctl(segment, IPC_RMID, NULL);
#else
    (void)key;
#endif
    noted->segment = 0;
}

ANONSHM_PROBE_END

#endif
