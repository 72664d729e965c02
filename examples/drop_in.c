/* SPDX-License-Identifier: MIT */
/*
 * drop_in: one page of shared memory, by the one call of <shm_open_anon.h> and by those of the
 * system.
 */

/* README: drop-in */
#include <shm_open_anon.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void) {
    int fd = shm_open_anon();
    if (fd == -1 || ftruncate(fd, 4096) == -1)
        return 1;
    char *shared = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return shared == MAP_FAILED || (*shared = 1) != 1;
}
/* README ends */
