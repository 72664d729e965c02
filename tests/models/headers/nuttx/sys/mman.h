/* SPDX-License-Identifier: MIT */
/* NuttX has numbers of its own (apache/nuttx include/sys/mman.h), and these only. */

#include <fcntl.h>
#include_next <sys/mman.h>

#undef MFD_CLOEXEC
#undef MFD_ALLOW_SEALING
#undef MFD_HUGETLB
#undef MFD_NOEXEC_SEAL
#undef MFD_EXEC
#define MFD_CLOEXEC O_CLOEXEC
#define MFD_ALLOW_SEALING (1 << 16)
#define MFD_HUGETLB (1 << 17)
