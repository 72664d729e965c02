/* SPDX-License-Identifier: MIT */
/*
 * A semaphore or a mutex in a file that several programs map: pshared FILE STEP...
 * Every step is one line below; some print a result. One run is one process, so that what works
 * between two runs works between processes that have nothing else in common.
 */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static union {
    sem_t semaphore;
    pthread_mutex_t mutex;
} *shared;

static int make_mutex(int robust) {
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    int error = pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
#if !defined __APPLE__ && !defined __OpenBSD__
    if (error == 0 && robust)
        error = pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
#else
    error = robust ? ENOTSUP : error;
#endif
    return error == 0 ? pthread_mutex_init(&shared->mutex, &attributes) : error;
}

static const char *name_of(int error) {
    return error == 0            ? "0"
           : error == EBUSY      ? "EBUSY"
           : error == EOWNERDEAD ? "EOWNERDEAD"
                                 : "error";
}

static int take(const char *step) {
    if (strcmp(step, "semaphore") == 0)
        return sem_init(&shared->semaphore, 1, 0);
    if (strcmp(step, "post") == 0)
        return sem_post(&shared->semaphore);
    if (strcmp(step, "trywait") == 0)
        return puts(sem_trywait(&shared->semaphore) == 0 ? "0" : "EAGAIN") < 0;
    if (strcmp(step, "mutex") == 0)
        return make_mutex(0);
    if (strcmp(step, "robust") == 0)
        return make_mutex(1);
    if (strcmp(step, "lock") == 0)
        return pthread_mutex_lock(&shared->mutex);
    if (strcmp(step, "trylock") == 0)
        return puts(name_of(pthread_mutex_trylock(&shared->mutex))) < 0;
    if (strcmp(step, "tell") == 0)
        return puts("here") < 0 || fflush(stdout) != 0;
    if (strcmp(step, "wait") == 0)
        return getchar() != EOF;
    return 1;
}

int main(int argc, char **argv) {
    const int fd = argc > 1 ? open(argv[1], O_RDWR | O_CREAT, 0600) : -1;
    if (fd == -1 || ftruncate(fd, sizeof *shared) == -1)
        return 1;
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED)
        return 1;
    for (int i = 2; i < argc; i++)
        if (take(argv[i]) != 0)
            return 1;
    return 0;
}
