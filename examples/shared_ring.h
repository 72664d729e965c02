/* SPDX-License-Identifier: MIT */
/*
 * A ring of bytes between two processes, one of which puts and the other takes. Of its two
 * objects one has the bytes, and is mapped twice in a row: what is free and what is filled are
 * each in one piece. The other has the state.
 */

#ifndef EXAMPLES_SHARED_RING_H
#define EXAMPLES_SHARED_RING_H

#include <anonshm/anonshm.h>

#include <errno.h>
#include <pthread.h>
#include <string.h>

/* tutorial: state */
struct ring_state {
    pthread_mutex_t mutex; /* of what follows */
    pthread_cond_t has_changed;
    uint64_t put, taken; /* in all, not modulo the size */
    int is_complete;     /* no more will be put */
};

struct ring {
    struct ring_state *state;
    char *bytes;
    size_t size;
};
/* tutorial ends */

/* tutorial: map */
/* The objects may have been made by another program, and are looked at before they are used. */
static inline int ring_map(struct ring *ring, const int objects[2]) {
    uint64_t size;
    for (int i = 0; i < 2; i++)
        if (anonshm_check(objects[i], 1, ANONSHM_WRITABLE) == -1)
            return -1;
    if (anonshm_size(objects[1], &size) == -1)
        return -1;
    ring->size = (size_t)size;
    ring->state = anonshm_map(objects[0], 0, sizeof *ring->state, ANONSHM_READ | ANONSHM_WRITE);
    ring->bytes = anonshm_map_mirrored(objects[1], ring->size, 2, ANONSHM_READ | ANONSHM_WRITE);
    return ring->state != NULL && ring->bytes != NULL ? 0 : -1;
}
/* tutorial ends */

/* tutorial: make */
static inline int ring_make(struct ring *ring, int objects[2], size_t size) {
    objects[0] = anonshm_create(sizeof(struct ring_state), 0);
    objects[1] = anonshm_create(size, 0);
    if (objects[0] == -1 || objects[1] == -1 || ring_map(ring, objects) == -1)
        return -1;
    for (int i = 0; i < 2; i++) /* so that nobody meets a SIGBUS; not every system has seals */
        anonshm_seal(objects[i], ANONSHM_SEAL_SHRINK);
    pthread_mutexattr_t mutex;
    pthread_condattr_t condition;
    pthread_mutexattr_init(&mutex);
    pthread_condattr_init(&condition);
    errno = pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED);
    if (errno == 0)
        errno = pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED);
    if (errno == 0)
        errno = pthread_mutex_init(&ring->state->mutex, &mutex);
    if (errno == 0)
        errno = pthread_cond_init(&ring->state->has_changed, &condition);
    return errno == 0 ? 0 : -1; /* what is 0 at first is 0 in a new object */
}
/* tutorial ends */

/* tutorial: wait */
/*
 * Waits until something can be put, or taken. Returns how much, and in *at where: in one
 * piece, also where the ring ends. 0: it is complete. -1: the other program has written
 * nonsense.
 */
static inline ssize_t ring_wait(struct ring *ring, int to_put, char **at) {
    struct ring_state *state = ring->state;
    uint64_t filled, position, count;
    pthread_mutex_lock(&state->mutex);
    for (;;) {
        filled = state->put - state->taken;
        position = to_put ? state->put : state->taken;
        count = to_put ? ring->size - filled : filled;
        if (filled > ring->size || count > 0 || (!to_put && state->is_complete))
            break;
        pthread_cond_wait(&state->has_changed, &state->mutex);
    }
    pthread_mutex_unlock(&state->mutex);
    *at = ring->bytes + position % ring->size;
    errno = EPROTO;
    return filled > ring->size ? -1 : (ssize_t)count;
}
/* tutorial ends */

/* tutorial: move */
static inline void ring_move(struct ring *ring, size_t put, size_t taken, int is_complete) {
    pthread_mutex_lock(&ring->state->mutex);
    ring->state->put += put;
    ring->state->taken += taken;
    ring->state->is_complete |= is_complete;
    pthread_cond_signal(&ring->state->has_changed);
    pthread_mutex_unlock(&ring->state->mutex);
}
/* tutorial ends */

#endif
