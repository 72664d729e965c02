/* SPDX-License-Identifier: MIT */
/* What headers of modelled systems declare and the host's do not. For anonshm itself, which is
 * compiled here as if for those systems. */

#ifndef ANONSHM_MODEL_DECLARATIONS_H
#define ANONSHM_MODEL_DECLARATIONS_H

#define SHM_ANON ((char *)1) /* FreeBSD, sys/sys/mman.h */

#ifdef __cplusplus
extern "C"
#endif
    int shm_mkstemp(char *); /* OpenBSD, sys/sys/mman.h */

#endif
