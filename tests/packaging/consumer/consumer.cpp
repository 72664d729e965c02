// SPDX-License-Identifier: MIT
// Shares a page with a child, which writes into it.

#include <anonshm/anonshm.h>

#include <cstring>
#include <iostream>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main() {
    const int fd = anonshm_create(4096, 0);
    void *const page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (fd == ANONSHM_INVALID_HANDLE || page == MAP_FAILED)
        return 1;
    if (fork() == 0) {
        std::strcpy(static_cast<char *>(page), "shared");
        _exit(0);
    }
    wait(nullptr);
    std::cout << static_cast<const char *>(page) << '\n';
}
