/* SPDX-License-Identifier: MIT */
/*
 * What the README shows: a descriptor without a name, a size, a mapping, and a child that sees
 * what its parent wrote and answers in the same memory. C99, linked with cc alone.
 */

#include <shm_open_anon.h>

#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    const int fd = shm_open_anon();
    if (fd == -1 || ftruncate(fd, 4096) == -1)
        return 1;
    char *const memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        return 2;
    strcpy(memory, "from the parent");
    const pid_t child = fork();
    if (child == 0) {
        char *const other = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (other == MAP_FAILED || strcmp(other, "from the parent") != 0)
            _exit(3);
        strcpy(other, "from the child");
        _exit(0);
    }
    int status = 0;
    if (child == -1 || waitpid(child, &status, 0) != child || status != 0)
        return 4;
    return strcmp(memory, "from the child") == 0 ? 0 : 5;
}
