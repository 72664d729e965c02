/* SPDX-License-Identifier: MIT */
#include_next <stdlib.h>
#ifdef __cplusplus
extern "C"
#endif
    int shm_mkstemp(char *name);
