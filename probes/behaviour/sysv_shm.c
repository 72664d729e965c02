// SPDX-License-Identifier: MIT
// Does a System V segment work between processes?
//
// Often switched off: kernels without CONFIG_SYSVIPC, FreeBSD jails, Android.
// Source: POSIX.1-2024 shmget (XSI).

#include "../support/shared_page.h"

ANONSHM_PROBE_BEGIN

answer sysv_shm(void) {
    const key_t key = noted->segment = (key_t)(random_bits() | 1);
    const int segment = shmget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
    if (segment == -1) {
        noted->segment = 0;
        return failed("shmget");
    }
    volatile char *const byte = (volatile char *)shmat(segment, NULL, 0);
    remove_segment(key);
    if (byte == (volatile char *)-1)
        return failed("shmat");
    if (in_another_process(NULL)) {
        *byte = 'x';
        _exit(0);
    }
    return yes_or_no(*byte == 'x');
}

ANONSHM_PROBE_END
