/* SPDX-License-Identifier: MIT
   The status is 0 where chflags() and fchflags() do nothing but fail. No header declares them.
 */
#include <errno.h>

int chflags(const char *path, unsigned long flags);
int fchflags(int fd, unsigned long flags);

int main(void) {
    int fail = chflags("/nowhere", 0) == -1 && errno == ENOSYS;
    errno = 0;
    fail = fail && fchflags(0, 0) == -1 && errno == ENOSYS;
    return !fail;
}
