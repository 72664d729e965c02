// Every header that may declare something the catalogue asks for, and stand-ins for the types
// that a platform lacks, so that a question about a missing function is still a valid one.

#ifndef ANONSHM_HEADERS_H
#define ANONSHM_HEADERS_H

#include "feature_macros.h"

#if defined _WIN32
# define WIN32_LEAN_AND_MEAN
# include <windows.h>
#endif

#include <errno.h>
#include <fcntl.h>
#include <limits.h> // glibc: brings <gnu/stubs.h>, which names the functions that only fail
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>

#if __has_include(<unistd.h>)
# include <unistd.h>
#endif
#if __has_include(<sys/mman.h>) && (!defined __wasi__ || defined _WASI_EMULATED_MMAN)
# include <sys/mman.h> // wasi-libc: #error without its emulation
#endif
#if __has_include(<sys/syscall.h>)
# include <sys/syscall.h>
#endif
#if __has_include(<sys/random.h>)
# include <sys/random.h>
#endif
#if __has_include(<sys/socket.h>)
# include <sys/socket.h>
#endif
#if __has_include(<android/sharedmem.h>)
# include <android/sharedmem.h>
#endif

#if __has_include(<semaphore.h>) && !defined __wasi__
# include <semaphore.h>
#endif
#if __has_include(<pthread.h>)
# include <pthread.h>
#endif
#if __has_include(<sys/shm.h>)
# include <sys/ipc.h>
# include <sys/shm.h>
#endif

// Processes and mappings: what the behaviours need before anything can be tried.
#if __has_include(<sys/wait.h>) && __has_include(<sys/mman.h>) && __has_include(<poll.h>) &&     \
    !defined __wasi__
# define ANONSHM_PROBE_RUNS 1
# include <dirent.h>
# include <poll.h>
# include <sys/resource.h>
# include <sys/time.h>
# include <sys/utsname.h>
# include <sys/wait.h>
#endif

// File systems: statfs on Linux and the BSDs, which names them; statvfs where POSIX is all.
#if defined __linux__
# include <sys/vfs.h>
#elif defined __FreeBSD__ || defined __OpenBSD__ || defined __DragonFly__ || defined __APPLE__
# include <sys/param.h>
# include <sys/mount.h>
#elif __has_include(<sys/statvfs.h>)
# include <sys/statvfs.h>
#endif

#if !defined MAP_ANON && defined MAP_ANONYMOUS
# define MAP_ANON MAP_ANONYMOUS // klibc
#endif

// In the namespace of the questions, where they hide nothing that a header does have: wasi-libc
// declares types of <pthread.h> without having it.
namespace anonshm_probe {
#if !__has_include(<semaphore.h>) || defined __wasi__
struct sem_t;
#endif
#if !__has_include(<pthread.h>)
struct pthread_mutexattr_t;
#endif
#if !__has_include(<sys/shm.h>)
typedef int key_t;
#endif
} // namespace anonshm_probe

#endif
