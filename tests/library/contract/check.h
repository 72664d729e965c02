/* SPDX-License-Identifier: MIT */
/* One line per check, and how many have failed. */

#ifndef ANONSHM_CONTRACT_CHECK_H
#define ANONSHM_CONTRACT_CHECK_H

#include <errno.h>
#include <stdio.h>

#if !defined ENOTSUP /* klibc has only the other name of the two */
# define ENOTSUP EOPNOTSUPP
#endif

static int failures;

static void check(const char *subject, const char *what, int kept) {
    printf("%s  %-16s %s\n", kept ? "ok    " : "BROKEN", subject, what);
    failures += !kept;
}

#endif
