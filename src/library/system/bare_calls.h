// SPDX-License-Identifier: MIT
// Whether the C library's wrappers are passed over.

#ifndef ANONSHM_BARE_CALLS_H
#define ANONSHM_BARE_CALLS_H

#include "../../../probes/toolchain/feature_macros.h"

#include <errno.h> // __GLIBC__

// A binary binds itself to the newest glibc of which it needs a function (readelf -V), and the
// loader of an older one refuses it, a weak reference or not. So on glibc what newer versions
// have introduced, or given a new version, is done by the calls beneath: memfd_create (2.27),
// getrandom (2.25), shm_open and shm_unlink (2.34), stat and fstat (2.33), fcntl64 (2.28). The
// newest that is left is secure_getenv (2.17).
//
// tests/models sets it to 0 to run the library on models of the functions.
#if defined ANONSHM_BARE_CALLS
#elif defined __linux__ && defined __GLIBC__
# define ANONSHM_BARE_CALLS 1
#else
# define ANONSHM_BARE_CALLS 0
#endif

#endif
