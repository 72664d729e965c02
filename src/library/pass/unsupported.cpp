// SPDX-License-Identifier: MIT
// A target for which no method can be compiled (WASI) has no objects to pass, and no sockets
// that could pass them.

#include "../system/system.h"

#include <errno.h>

static int refuse() {
    errno = ENOSYS;
    return -1;
}

int anonshm_send(int, const void *, size_t, const int *, size_t) {
    return refuse();
}

ssize_t anonshm_receive(int, void *, size_t, int *, size_t *) {
    return refuse();
}

int anonshm_inherit(anonshm_handle, int) {
    return refuse();
}
