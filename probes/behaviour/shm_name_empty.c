// SPDX-License-Identifier: MIT
// Is the empty string a name?
//
// For OpenBSD, which hashes whatever it is given, it is; the others differ in the errno.
// Source: openbsd lib/libc/gen/shm_open.c.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_name_empty(void) {
    return ask_name("");
}

ANONSHM_PROBE_END
