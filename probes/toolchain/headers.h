/* SPDX-License-Identifier: MIT */
/*
 * The headers that behaviours and machine facts need, and which headers of the catalogue must
 * not be included although they exist. Those of the catalogue come behind this file.
 */

#ifndef ANONSHM_HEADERS_H
#define ANONSHM_HEADERS_H

#include "feature_macros.h"
#include "namespace.h"

#if defined _WIN32
# define WIN32_LEAN_AND_MEAN
#else
# define ANONSHM_WITHOUT_WINDOWS_H 1 /* Cygwin's is that of another system */
#endif

/* What the program itself needs. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* wasi-libc's <sys/mman.h> is an #error without its emulation, and it has no semaphores. */
#if defined __wasi__
# define ANONSHM_WITHOUT_SEMAPHORE_H 1
# if !defined _WASI_EMULATED_MMAN
#  define ANONSHM_WITHOUT_SYS_MMAN_H 1
# endif
#endif

/* What the behaviours and the facts of a machine need; ANONSHM_PROBE_QUIET is without them. */
#if !defined ANONSHM_PROBE_QUIET
# include <errno.h>
# include <fcntl.h>
# include <limits.h>
# include <signal.h>
# include <stdarg.h>
# if !defined __cplusplus
#  include <stdbool.h>
# endif
# include <stddef.h>
# include <sys/stat.h>
# include <sys/types.h>
# include <time.h>
#endif

/*
 * Processes and mappings: what the behaviours need before anything can be tried. A compiler
 * that cannot be asked for a header is one of Unix.
 */
#if defined ANONSHM_PROBE_QUIET
#elif defined __has_include && !defined __wasi__
# if __has_include(<sys/wait.h>) && __has_include(<sys/mman.h>) && __has_include(<poll.h>)
#  define ANONSHM_PROBE_RUNS 1
# endif
#elif !defined _WIN32 && !defined __wasi__
# define ANONSHM_PROBE_RUNS 1
#endif
#if ANONSHM_PROBE_RUNS
# include <dirent.h>
# include <poll.h>
# include <sys/mman.h>
# include <sys/resource.h>
# include <sys/time.h>
# include <sys/wait.h>
# include <unistd.h>
#endif

/* File systems: statfs on Linux and the BSDs, which names them; statvfs where POSIX is all. */
#if defined ANONSHM_PROBE_QUIET
#elif defined __linux__
# include <sys/vfs.h>
#elif defined __FreeBSD__ || defined __OpenBSD__ || defined __DragonFly__ || defined __APPLE__
# include <sys/param.h>
# include <sys/mount.h>
#elif ANONSHM_PROBE_RUNS
# include <sys/statvfs.h>
#endif

#if !defined MAP_ANON && defined MAP_ANONYMOUS
# define MAP_ANON MAP_ANONYMOUS /* klibc */
#endif

#endif
