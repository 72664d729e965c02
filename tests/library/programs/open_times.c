/* SPDX-License-Identifier: MIT */
/* open_times N: calls shm_open_anon that often, and does nothing else. */

#include <shm_open_anon.h>

#include <stdlib.h>

int main(int count, char **arguments) {
    int n = count == 2 ? atoi(arguments[1]) : 0;
    while (n-- > 0)
        if (shm_open_anon() == -1)
            return 1;
    return 0;
}
