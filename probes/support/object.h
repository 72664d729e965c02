// SPDX-License-Identifier: MIT
// What the behaviours have in common: fresh names, and objects under them.

#ifndef ANONSHM_OBJECT_H
#define ANONSHM_OBJECT_H

#include "answer.h"
#include "cleanup.h"
#include "require.h"

ANONSHM_PROBE_BEGIN

// Distinguishes runs, processes and calls; it need not be hard to guess.
static inline unsigned random_bits(void) {
    static unsigned calls;
    struct timeval now = {0, 0};
    gettimeofday(&now, NULL); // klibc has no clock_gettime
    return (unsigned)now.tv_usec * 2654435761U ^ (unsigned)getpid() << 12 ^ calls++;
}

#if ANONSHM_HAS_shm_open

typedef struct {
    char text[40];
} short_name;

// A name that every system accepts, if the suffix is short: one slash, at most 30 bytes.
static inline short_name fresh_name(const char *suffix) {
    short_name name;
    snprintf(name.text, sizeof name.text, "/anonshm.%08x%s", random_bits(), suffix);
    return name;
}

// 0 where a new object may have this name, or the errno.
static inline int try_name(const char *name) {
    const int fd = create_object(name, 0);
    if (fd == -1)
        return errno;
    close(fd);
    remove_object(name);
    return 0;
}

// Where not even a plain name works, nothing is known of others, or of flags.
static inline void require_objects(void) {
    const short_name name = fresh_name("");
    require(try_name(name.text) == 0, "shm_open");
}

static inline const char *verdict(int error) {
    return error == 0 ? "accepted" : error_name(error);
}

// Of a name, and of one like it where that is another matter.
static inline answer judge(int error, const char *like, int error_of_like) {
    if (error != error_of_like)
        return result_with(verdict(error), "%s: %s", like, verdict(error_of_like));
    return error == 0 ? result("accepted") : refused(error);
}

static inline answer ask_name(const char *name) {
    require_objects();
    const int error = try_name(name);
    return judge(error, name, error);
}

static inline answer accepts_flag(int flag) {
    require_objects();
    const short_name name = fresh_name("");
    if (create_object(name.text, flag) == -1)
        return no(error_name(errno));
    remove_object(name.text);
    return yes_or_no(true);
}

enum { longest_tried = 5000 }; // past PATH_MAX wherever it is defined

// As try_name(), of a fresh name that is filled up with the letter a to this length.
static inline int try_length(size_t length) {
    static char name[longest_tried + 1];
    const short_name head = fresh_name("");
    memset(name, 'a', length);
    name[length] = '\0';
    memcpy(name, head.text, strlen(head.text));
    return try_name(name);
}

// By halving: what is accepted at some length is accepted below it. Starts where a plain name
// ends; a shorter one would not be fresh.
static inline int longest_name(void) {
    const short_name plain = fresh_name("");
    int accepted = (int)strlen(plain.text);
    int too_long = longest_tried + 1;
    require_objects();
    while (too_long - accepted > 1) {
        const int middle = (accepted + too_long) / 2;
        if (try_length((size_t)middle) == 0)
            accepted = middle;
        else
            too_long = middle;
    }
    return accepted;
}

// An object whose name is gone already.
static inline int nameless_object(void) {
    const short_name name = fresh_name("");
    const int fd = create_object(name.text, 0);
    require(fd != -1, "shm_open");
    remove_object(name.text);
    return fd;
}

#endif

ANONSHM_PROBE_END

#endif
