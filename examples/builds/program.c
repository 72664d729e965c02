/* SPDX-License-Identifier: MIT */
/*
 * Chooses for itself, by the header that `anonshm header` has written in a build that is not
 * CMake's: make/, autoconf/, meson/.
 */

#include "shm_config.h"

#include <stdio.h>

int main(void) {
#if MINE_HAVE_MEMFD_CREATE
    puts("memfd_create");
#elif MINE_HAVE_SHM_ANON
    puts("SHM_ANON");
#elif MINE_HAVE_SHM_OPEN
    puts("shm_open");
#else
    puts("none");
#endif
    return 0;
}
