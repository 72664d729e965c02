// SPDX-License-Identifier: MIT
// The facts of a system that has everything, so that every method is compiled on every host.

#include "anonshm_methods.h"

#define ANONSHM_HAVE_MEMFD_CREATE 1
#define ANONSHM_HAVE_SHM_ANON 1
#define ANONSHM_HAVE_SHM_OPEN 1
#define ANONSHM_HAVE_SHM_MKSTEMP 1
#define ANONSHM_HAVE_MKOSTEMP 1
#define ANONSHM_HAVE_GETRANDOM 1
#define ANONSHM_HAVE_ASHAREDMEMORY_CREATE 1
#define ANONSHM_HAVE_CREATEFILEMAPPINGW 1
#define ANONSHM_NR_MEMFD_CREATE 319
#define ANONSHM_O_TMPFILE 0x40010000
#define ANONSHM_SHM_OPEN_SETS_CLOEXEC 0

// Every method. The preprocessor cannot pass names alone from the list on to any macro, but to
// one that is known here: src/library/create/chain.cpp uses ANONSHM_LINK.
#define ANONSHM_LINK_METHOD(name, needs, offers, description) ANONSHM_LINK(name)
#define ANONSHM_CHAIN(METHOD) ANONSHM_METHODS(ANONSHM_LINK_METHOD)
