/* SPDX-License-Identifier: MIT */
/*
 * A semaphore in shared memory: sem_init(3) where the platform has semaphores between processes
 * (the fact sem_pshared of anonshm_probe()), elsewhere (OpenBSD, macOS) a mutex and a
 * condition.
 */

#ifndef EXAMPLES_SEMAPHORE_H
#define EXAMPLES_SEMAPHORE_H

#include "anonshm_facts.h"

#include <errno.h>

#if ANONSHM_SEM_PSHARED

# include <semaphore.h>

typedef sem_t semaphore;

static inline int semaphore_init(semaphore *it, unsigned value) {
    return sem_init(it, 1, value);
}

static inline void semaphore_wait(semaphore *it) {
    while (sem_wait(it) == -1 && errno == EINTR)
        continue;
}

static inline void semaphore_post(semaphore *it) {
    sem_post(it);
}

#else

# include <pthread.h>

typedef struct {
    pthread_mutex_t mutex;
    pthread_cond_t is_posted;
    unsigned value;
} semaphore;

static inline int semaphore_init(semaphore *it, unsigned value) {
    pthread_mutexattr_t mutex;
    pthread_condattr_t condition;
    it->value = value;
    if (pthread_mutexattr_init(&mutex) == 0 && pthread_condattr_init(&condition) == 0 &&
        pthread_mutexattr_setpshared(&mutex, PTHREAD_PROCESS_SHARED) == 0 &&
        pthread_condattr_setpshared(&condition, PTHREAD_PROCESS_SHARED) == 0 &&
        pthread_mutex_init(&it->mutex, &mutex) == 0 &&
        pthread_cond_init(&it->is_posted, &condition) == 0)
        return 0;
    errno = ENOTSUP;
    return -1;
}

static inline void semaphore_wait(semaphore *it) {
    pthread_mutex_lock(&it->mutex);
    while (it->value == 0)
        pthread_cond_wait(&it->is_posted, &it->mutex);
    it->value--;
    pthread_mutex_unlock(&it->mutex);
}

static inline void semaphore_post(semaphore *it) {
    pthread_mutex_lock(&it->mutex);
    it->value++;
    pthread_cond_signal(&it->is_posted);
    pthread_mutex_unlock(&it->mutex);
}

#endif

#endif
