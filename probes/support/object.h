// SPDX-License-Identifier: MIT
// What the behaviours have in common: fresh names, and objects under them.

#ifndef ANONSHM_OBJECT_H
#define ANONSHM_OBJECT_H

#include "answer.h"
#include "cleanup.h"

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

static inline int try_plain_name(void) {
    const short_name name = fresh_name("");
    return try_name(name.text);
}

// Where not even a plain name works, nothing is known of others.
static inline answer no_objects(int error) {
    return result_with("unknown", "shm_open: %s", error_name(error));
}

static inline const char *verdict(int error) {
    return error == 0 ? "accepted" : error_name(error);
}

// Of a name, and where it differs, of one like it.
static inline answer judge(int error, const char *like, int error_of_like) {
    if (error != error_of_like)
        return result_with(verdict(error), "%s: %s", like, verdict(error_of_like));
    return error == 0 ? result("accepted") : refused(error);
}

static inline answer ask_name(const char *name) {
    const int unusable = try_plain_name();
    if (unusable)
        return no_objects(unusable);
    const int error = try_name(name);
    return judge(error, name, error);
}

enum { longest_tried = 5000 }; // past PATH_MAX wherever it is defined

// A fresh name no shorter than a plain one, filled up with the letter a.
static inline int try_length(size_t length) {
    static char name[longest_tried + 1];
    memset(name, 'a', length);
    name[length] = '\0';
    const short_name head = fresh_name("");
    memcpy(name, head.text, strlen(head.text));
    return try_name(name);
}

// By halving: what is accepted at some length is accepted below it. Starts where a plain name
// ends; a shorter one would not be fresh.
static inline size_t longest_name(void) {
    const short_name shortest = fresh_name("");
    size_t accepted = strlen(shortest.text);
    size_t too_long = longest_tried + 1;
    while (too_long - accepted > 1) {
        const size_t middle = accepted + (too_long - accepted) / 2;
        if (try_length(middle) == 0)
            accepted = middle;
        else
            too_long = middle;
    }
    return accepted;
}

static inline answer accepts_flag(int flag) {
    const short_name name = fresh_name("");
    const int fd = create_object(name.text, flag);
    const int refusal = errno;
    if (fd != -1) {
        remove_object(name.text);
        return yes_or_no(true);
    }
    const int unusable = try_plain_name();
    return unusable ? no_objects(unusable) : no(error_name(refusal));
}

// An object whose name is gone already, or -1.
static inline int nameless_object(void) {
    const short_name name = fresh_name("");
    const int fd = create_object(name.text, 0);
    if (fd != -1)
        remove_object(name.text);
    return fd;
}

#endif

ANONSHM_PROBE_END

#endif
