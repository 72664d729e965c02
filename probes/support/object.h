// SPDX-License-Identifier: MIT
// What the behaviours have in common: fresh names, and objects under them.

#ifndef ANONSHM_OBJECT_H
#define ANONSHM_OBJECT_H

#include "answer.h"
#include "cleanup.h"

namespace anonshm_probe {

inline off_t page_size() {
    return static_cast<off_t>(sysconf(_SC_PAGESIZE));
}

// Distinguishes runs, processes and calls; it need not be hard to guess.
inline unsigned random_bits() {
    static unsigned calls;
    timeval now = {};
    gettimeofday(&now, nullptr); // klibc has no clock_gettime
    return static_cast<unsigned>(now.tv_usec) * 2654435761U ^
           static_cast<unsigned>(getpid()) << 12 ^ calls++;
}

// A name that every system accepts: one slash, at most 30 bytes.
struct fresh_name {
    char text[40];
    explicit fresh_name(const char *suffix = "") {
        snprintf(text, sizeof text, "/anonshm.%08x%s", random_bits(), suffix);
    }
};

// A fresh name of any length, filled up with the letter a.
struct long_name {
    static constexpr size_t max = 5000; // past PATH_MAX wherever it is defined
    char text[max + 1];
    explicit long_name(size_t length) {
        memset(text, 'a', length);
        const fresh_name head;
        const size_t known = strlen(head.text);
        memcpy(text, head.text, known < length ? known : length);
        text[length] = '\0';
    }
};

// 0 where a new object may have this name, or the errno.
inline int try_name(const char *name) {
    const int fd = create_object(name);
    if (fd == -1)
        return errno;
    close(fd);
    remove_object(name);
    return 0;
}

inline const char *verdict(int error) {
    return error == 0 ? "accepted" : error_name(error);
}

inline answer judge(int error) {
    return error == 0 ? result(verdict(error)) : refused(error);
}

inline int try_plain_name() {
    const fresh_name name;
    return try_name(name.text);
}

// Where not even a plain name works, nothing is known of others.
inline answer no_objects(int error) {
    return result("unknown", "shm_open: %s", error_name(error));
}

inline answer ask_name(const char *name) {
    if (const int error = try_plain_name())
        return no_objects(error);
    return judge(try_name(name));
}

// By halving: what is accepted at some length is accepted below it. Starts where a plain name
// ends; a shorter one would not be fresh.
inline size_t longest_name() {
    size_t accepted = strlen(fresh_name().text);
    size_t too_long = long_name::max + 1;
    while (too_long - accepted > 1) {
        const size_t middle = accepted + (too_long - accepted) / 2;
        if (try_name(long_name(middle).text) == 0)
            accepted = middle;
        else
            too_long = middle;
    }
    return accepted;
}

inline answer accepts_flag(int flag) {
    const fresh_name name;
    const int fd = create_object(name.text, flag);
    const int refusal = errno;
    if (fd != -1) {
        remove_object(name.text);
        return yes_or_no(true);
    }
    if (const int error = try_plain_name())
        return no_objects(error);
    return result("false", "%s", error_name(refusal));
}

// An object whose name is gone already, or -1.
inline int nameless_object() {
    const fresh_name name;
    const int fd = create_object(name.text);
    if (fd != -1)
        remove_object(name.text);
    return fd;
}

} // namespace anonshm_probe

#endif
