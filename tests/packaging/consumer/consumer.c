/* SPDX-License-Identifier: MIT */
/* Shares a page with a child, which writes into it. */

#include <shm_open_anon.h>

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    int fd = shm_open_anon();
    if (fd == -1 || ftruncate(fd, 4096) == -1)
        return 1;
    char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED)
        return 1;
    if (fork() == 0) {
        strcpy(page, "shared");
        _exit(0);
    }
    wait(NULL);
    puts(page);
    return 0;
}
