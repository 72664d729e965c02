/* SPDX-License-Identifier: MIT */
#include_next <stdlib.h>
extern "C" int shm_mkstemp(char *) __attribute__((weak));
extern "C" int mkstemp(char *) __attribute__((weak));
