// SPDX-License-Identifier: MIT
// The system of a target for which no method can be compiled (WASI): nothing is ever opened,
// and every call of the library fails with ENOSYS.

#include "map.h"
#include "size.h"

#include <errno.h>

namespace anonshm {

int sys_close(anonshm_handle) {
    return 0;
}

int sys_size(anonshm_handle, uint64_t *) {
    errno = ENOSYS;
    return -1;
}

int sys_resize(anonshm_handle, uint64_t) {
    errno = ENOSYS;
    return -1;
}

unsigned sys_thread() {
    return static_cast<unsigned>(reinterpret_cast<uintptr_t>(&errno));
}

const char *sys_environment(const char *) {
    return nullptr;
}

uint64_t sys_size_limit() {
    return UINT64_MAX;
}

int sys_disable_cancellation() {
    return 0;
}

void sys_restore_cancellation(int) {}

int sys_map_rules(anonshm_handle, map_rules *) {
    errno = ENOSYS;
    return -1;
}

void *sys_map(void *, anonshm_handle, uint64_t, size_t, unsigned) {
    return nullptr;
}

int sys_unmap(void *, size_t, unsigned) {
    errno = ENOSYS;
    return -1;
}

bool sys_reserve(mirror &) {
    return false;
}

bool sys_place(const mirror &, unsigned) {
    return false;
}

void sys_release(const mirror &, unsigned) {}

} // namespace anonshm
