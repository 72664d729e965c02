/* SPDX-License-Identifier: MIT */
/*
 * The version of this header, for #if; and that of the library, which may be another one where
 * it is shared. Both have the interface of their first two numbers while the first is 0, and of
 * the first number after that (the soname is libanonshm.so.0.1, later libanonshm.so.1).
 */

#ifndef ANONSHM_VERSION_H
#define ANONSHM_VERSION_H

#include <anonshm/export.h>

#define ANONSHM_VERSION_MAJOR 0
#define ANONSHM_VERSION_MINOR 1
#define ANONSHM_VERSION_PATCH 0
#define ANONSHM_VERSION "0.1.0"

/* #if ANONSHM_VERSION_NUMBER >= ANONSHM_VERSION_OF(0, 2, 0) */
#define ANONSHM_VERSION_OF(major, minor, patch) ((major) * 1000000L + (minor) * 1000L + (patch))
#define ANONSHM_VERSION_NUMBER                                                                 \
    ANONSHM_VERSION_OF(ANONSHM_VERSION_MAJOR, ANONSHM_VERSION_MINOR, ANONSHM_VERSION_PATCH)

#ifdef __cplusplus
extern "C" {
#endif

/*
 * anonshm_version() - the version of the library that was linked, or loaded
 *
 * Makes no system call. Safe everywhere: in threads, after fork(2), in signal handlers.
 *
 * Return: as ANONSHM_VERSION, "0.1.0"; a constant. Never NULL.
 */
ANONSHM_API const char *anonshm_version(void);

#ifdef __cplusplus
}
#endif

#endif
