/* SPDX-License-Identifier: MIT */
/* One line per check, and how many have failed. */

#ifndef ANONSHM_CONTRACT_CHECK_H
#define ANONSHM_CONTRACT_CHECK_H

#include <stdio.h>

static int failures;

static void check(const char *subject, const char *what, int kept) {
    printf("%s  %-16s %s\n", kept ? "ok    " : "BROKEN", subject, what);
    failures += !kept;
}

#endif
