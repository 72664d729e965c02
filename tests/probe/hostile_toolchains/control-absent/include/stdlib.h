/* SPDX-License-Identifier: MIT */
#include_next <stdlib.h>
#ifdef __cplusplus
extern "C"
#endif
    int anonshm_no_such_function(int);
