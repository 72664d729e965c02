// SPDX-License-Identifier: MIT
// Do read and write work on the descriptor?
//
// POSIX leaves it open. macOS refuses (ENXIO: xnu fo_no_read); on FreeBSD they work within the
// size that was set.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

answer shm_read_write(void) {
    const int fd = nameless_object();
    require(ftruncate(fd, 1) == 0, "ftruncate");
    char byte = 'w';
    if (write(fd, &byte, 1) != 1)
        return failed("write");
    byte = 0;
    if (lseek(fd, 0, SEEK_SET) != 0 || read(fd, &byte, 1) != 1)
        return failed("read");
    return yes_or_no(byte == 'w');
}

ANONSHM_PROBE_END
