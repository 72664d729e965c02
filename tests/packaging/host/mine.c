/* SPDX-License-Identifier: MIT */
#include <shm_open_anon.h>

extern int mine(void);

int mine(void) {
    return shm_open_anon();
}
