// SPDX-License-Identifier: MIT
// An answer: a value in the catalogue's words, and a detail for people. The value is "unknown"
// where nothing could be tried.

#ifndef ANONSHM_ANSWER_H
#define ANONSHM_ANSWER_H

#include "../toolchain/headers.h"

ANONSHM_PROBE_BEGIN

typedef struct answer {
    char value[96];
    char detail[400];
} answer;

// The detail as printf() has it.
#if defined __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
static inline answer result_with(const char *value, const char *detail, ...) {
    answer a;
    snprintf(a.value, sizeof a.value, "%s", value);
    va_list arguments;
    va_start(arguments, detail);
    vsnprintf(a.detail, sizeof a.detail, detail, arguments);
    va_end(arguments);
    for (char *c = a.detail; *c; c++)
        if (*c < ' ' || *c > '~') // a path may be no UTF-8, or be cut in the middle of it
            *c = '?';
    return a;
}

static inline answer result(const char *value) {
    return result_with(value, "%s", "");
}

static inline answer unknown(const char *why) {
    return result_with("unknown", "%s", why);
}

static inline answer no(const char *why) {
    return result_with("false", "%s", why);
}

static inline answer yes_or_no(bool yes) {
    return result(yes ? "true" : "false");
}

static inline answer number(long long n) {
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", n);
    return result(digits);
}

// The name of an errno value, or its number where this list does not have it. strerrorname_np
// is glibc's alone (2.32), and the values differ by system and, on Linux, by architecture.
static inline const char *error_name(int error) {
    static const struct {
        int value;
        const char *name;
    } names[] = {
#define ANONSHM_ERROR(name) {name, #name}
        ANONSHM_ERROR(E2BIG),      ANONSHM_ERROR(EACCES),       ANONSHM_ERROR(EAGAIN),
        ANONSHM_ERROR(EBADF),      ANONSHM_ERROR(EBUSY),        ANONSHM_ERROR(EEXIST),
        ANONSHM_ERROR(EFAULT),     ANONSHM_ERROR(EFBIG),        ANONSHM_ERROR(EINTR),
        ANONSHM_ERROR(EINVAL),     ANONSHM_ERROR(EIO),          ANONSHM_ERROR(EISDIR),
        ANONSHM_ERROR(EMFILE),     ANONSHM_ERROR(ENAMETOOLONG), ANONSHM_ERROR(ENFILE),
        ANONSHM_ERROR(ENODEV),     ANONSHM_ERROR(ENOENT),       ANONSHM_ERROR(ENOMEM),
        ANONSHM_ERROR(ENOSPC),     ANONSHM_ERROR(ENOSYS),       ANONSHM_ERROR(ENOTDIR),
        ANONSHM_ERROR(ENXIO),      ANONSHM_ERROR(EPERM),        ANONSHM_ERROR(EROFS),
        ANONSHM_ERROR(ESPIPE),     ANONSHM_ERROR(EXDEV),
#if defined ENOTSUP
        ANONSHM_ERROR(ENOTSUP),
#endif
#if defined EOPNOTSUPP
        ANONSHM_ERROR(EOPNOTSUPP),
#endif
#if defined ELOOP
        ANONSHM_ERROR(ELOOP),
#endif
#if defined EDQUOT
        ANONSHM_ERROR(EDQUOT),
#endif
#if defined EOVERFLOW
        ANONSHM_ERROR(EOVERFLOW),
#endif
#if defined ECAPMODE
        ANONSHM_ERROR(ECAPMODE),
#endif
#undef ANONSHM_ERROR
    };
    static char other[16];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].value == error)
            return names[i].name;
    snprintf(other, sizeof other, "E%d", error);
    return other;
}

// "false", since this call has failed.
static inline answer failed(const char *call) {
    return result_with("false", "%s: %s", call, error_name(errno));
}

// The errno itself is the answer.
static inline answer refused(int error) {
    return result_with(error_name(error), "%s", strerror(error));
}

ANONSHM_PROBE_END

#endif
