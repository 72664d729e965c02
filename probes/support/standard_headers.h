/* SPDX-License-Identifier: MIT */
/* The headers that answer.h needs, for the files of other projects: with these projects' own
 * feature-test macros. */

#ifndef ANONSHM_STANDARD_HEADERS_H
#define ANONSHM_STANDARD_HEADERS_H

#include "../toolchain/namespace.h"

#include <errno.h>
#include <stdarg.h>
#if !defined __cplusplus
# include <stdbool.h>
#endif
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#endif
