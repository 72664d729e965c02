// SPDX-License-Identifier: MIT
// Does a System V segment work between processes?
//
// Often switched off: kernels without CONFIG_SYSVIPC, FreeBSD jails, Android.
// Source: POSIX.1-2024 shmget (XSI).

#include "../support/shared_page.h"

namespace anonshm_probe {

answer sysv_shm() {
#if __has_include(<sys/shm.h>)
    if constexpr (has_shmget) {
        const key_t key = noted->segment = static_cast<key_t>(random_bits() | 1);
        const int segment = shmget(key, 1, IPC_CREAT | IPC_EXCL | 0600);
        if (segment == -1) {
            noted->segment = 0;
            return result("false", "shmget: %s", error_name(errno));
        }
        void *const memory = shmat(segment, nullptr, 0);
        remove_segment(key);
        if (memory == reinterpret_cast<void *>(-1))
            return result("false", "shmat: %s", error_name(errno));
        volatile char *const byte = static_cast<volatile char *>(memory);
        if (in_another_process()) {
            *byte = 'x';
            _exit(0);
        }
        return yes_or_no(*byte == 'x');
    }
#endif
    return result("false", "%s", "no shmget");
}

} // namespace anonshm_probe
