/* SPDX-License-Identifier: MIT */
/* NetBSD 11: what is MFD_HUGETLB elsewhere is MFD_CLOFORK (sys_memfd.c 1.11.8.1). */

#include_next <sys/mman.h>

#undef MFD_HUGETLB
#undef MFD_NOEXEC_SEAL
#undef MFD_EXEC
#define MFD_CLOFORK 0x4U
