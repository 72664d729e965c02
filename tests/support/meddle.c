/* SPDX-License-Identifier: MIT */
/*
 * Preloaded: logs what a program creates, and does the harm that ANONSHM_MEDDLE names.
 *
 * ANONSHM_MEDDLE_LOG=FILE  a line for each thing that is created: "object /name",
 *                          "segment key", "file path"
 * ANONSHM_MEDDLE=WHAT      one of
 *   descriptors              no descriptor is left to open anything with
 *   shm_open:PART:SIGNAL     a call of shm_open with a name that contains PART (*: any name)
 *                            raises SIGSEGV, SIGSYS, SIGKILL or SIGSTOP instead
 *   mkostemp:SIGNAL          the same for a call of mkostemp
 *   flag:SIGNAL              the same for a call with O_NOFOLLOW
 *   after:N:VICTIM           when the Nth thing exists, SIGKILL for the process that created it
 *                            (child), for its parent (parent), for the first process (first),
 *                            for the process group of the first (group), or for that group
 *                            and the process that created it (both)
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <unistd.h>

static const char *harm = "";
static pid_t first;
static int *created; /* by all processes together */

__attribute__((constructor)) static void prepare(void) {
    harm = getenv("ANONSHM_MEDDLE") ? getenv("ANONSHM_MEDDLE") : "";
    first = getpid();
    created =
        mmap(NULL, sizeof *created, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (strcmp(harm, "descriptors") == 0) {
        const struct rlimit none = {3, 3};
        setrlimit(RLIMIT_NOFILE, &none);
    }
}

static void log_creation(const char *what, const char *name) {
    const char *const log = getenv("ANONSHM_MEDDLE_LOG");
    FILE *const file = log ? fopen(log, "ae") : NULL;
    if (file) {
        fprintf(file, "%s %s\n", what, name);
        fclose(file);
    }
}

static int signal_named(const char *name) {
    return strcmp(name, "SIGSEGV") == 0   ? SIGSEGV
           : strcmp(name, "SIGSYS") == 0  ? SIGSYS
           : strcmp(name, "SIGSTOP") == 0 ? SIGSTOP
                                          : SIGKILL;
}

static void act_before(const char *name, int flags) {
    char part[64], signal[16];
    if (sscanf(harm, "shm_open:%63[^:]:%15s", part, signal) == 2 &&
        (strcmp(part, "*") == 0 || strstr(name, part)))
        raise(signal_named(signal));
    if (sscanf(harm, "flag:%15s", signal) == 1 && flags & O_NOFOLLOW)
        raise(signal_named(signal));
}

static void act_after(void) {
    int nth;
    char victim[16];
    const int now = __atomic_add_fetch(created, 1, __ATOMIC_SEQ_CST);
    if (sscanf(harm, "after:%d:%15s", &nth, victim) != 2 || now != nth)
        return;
    const pid_t killed = strcmp(victim, "child") == 0    ? getpid()
                         : strcmp(victim, "parent") == 0 ? getppid()
                         : strcmp(victim, "first") == 0  ? first
                                                         : -getpgid(first);
    kill(killed, SIGKILL);
    if (strcmp(victim, "both") == 0)
        kill(getpid(), SIGKILL);
}

int shm_open(const char *name, int flags, mode_t mode) {
    int (*const next)(const char *, int, mode_t) =
        (int (*)(const char *, int, mode_t))dlsym(RTLD_NEXT, "shm_open");
    act_before(name, flags);
    if (flags & O_CREAT)
        log_creation("object", name);
    const int fd = next(name, flags, mode);
    if (fd != -1 && flags & O_CREAT)
        act_after();
    return fd;
}

int shmget(key_t key, size_t size, int flags) {
    int (*const next)(key_t, size_t, int) =
        (int (*)(key_t, size_t, int))dlsym(RTLD_NEXT, "shmget");
    char text[24];
    snprintf(text, sizeof text, "%d", (int)key);
    if (flags & IPC_CREAT)
        log_creation("segment", text);
    const int id = next(key, size, flags);
    if (id != -1 && flags & IPC_CREAT)
        act_after();
    return id;
}

static int make_file(const char *function, char *path, int flags) {
    int (*const next)(char *, int) = (int (*)(char *, int))dlsym(RTLD_NEXT, function);
    char signal[16];
    if (sscanf(harm, "mkostemp:%15s", signal) == 1)
        raise(signal_named(signal));
    return next(path, flags);
}

int mkostemp(char *path, int flags) {
    return make_file("mkostemp", path, flags);
}

int mkostemp64(char *path, int flags) {
    return make_file("mkostemp64", path, flags);
}

int open(const char *path, int flags, ...) {
    int (*const next)(const char *, int, ...) =
        (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
    va_list arguments;
    va_start(arguments, flags);
    const int mode = va_arg(arguments, int);
    va_end(arguments);
    const int fd = next(path, flags, mode);
    if (fd != -1 && flags & O_CREAT)
        log_creation("file", path);
    return fd;
}
