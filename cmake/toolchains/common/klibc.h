/* SPDX-License-Identifier: MIT */
/* klibc's headers say extern "C" at each declaration, also inside functions, where C++ forbids
 * it. Here they are read once, before everything else, in one extern "C" around them all. */
#ifdef __cplusplus
# define __STDC_LIMIT_MACROS 1 /* <stdint.h>: UINT64_MAX, SIZE_MAX */
# define ENOTSUP EOPNOTSUPP    /* <errno.h> has only the other name of the two */
# define _KLIBC_EXTERN_H
# define __extern extern
# define __alias(x) __attribute__((weak, alias(x)))
# define _Bool bool /* <stdio.h> */
extern "C" {
# include <dirent.h>
# include <errno.h>
# include <fcntl.h>
# include <limits.h>
# include <poll.h>
# include <signal.h>
# include <stddef.h>
# include <stdio.h>
# include <stdlib.h>
# include <string.h>
# include <sys/mman.h>
# include <sys/resource.h>
# include <sys/socket.h>
# include <sys/stat.h>
# include <sys/syscall.h>
# include <sys/time.h>
# include <sys/utsname.h>
# include <sys/vfs.h>
# include <sys/wait.h>
# include <time.h>
# include <unistd.h>
}
# undef offsetof /* no constant in C++ */
# define offsetof(type, member) __builtin_offsetof(type, member)
#endif
