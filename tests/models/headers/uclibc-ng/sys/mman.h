/* SPDX-License-Identifier: MIT */
/* uClibc-ng 1.0.29 to 1.0.49: the declaration stands inside #if 0, the macros do not. */

#define memfd_create anonshm_not_declared
#include_next <sys/mman.h>
#undef memfd_create
