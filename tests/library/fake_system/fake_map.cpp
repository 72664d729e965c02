// SPDX-License-Identifier: MIT
#include "fake_map.h"

#include <errno.h>

namespace fake {

map_system maps;

static bool happens(int error) {
    if (error != 0)
        errno = error;
    return error == 0;
}

} // namespace fake

namespace anonshm {

using fake::maps;

int sys_map_rules(anonshm_handle, map_rules *rules) {
    *rules = maps.rules;
    return 0;
}

size_t sys_page_size() {
    return maps.rules.page;
}

void *sys_map(void *, anonshm_handle, uint64_t, size_t, unsigned) {
    return &maps;
}

int sys_unmap(void *, size_t, unsigned) {
    return 0;
}

bool sys_reserve(mirror &wanted) {
    static char range[1];
    wanted.first = range;
    wanted.is_reserved = maps.can_reserve;
    ++maps.reserved;
    return fake::happens(maps.reserve_error);
}

bool sys_place(const mirror &, unsigned copy) {
    const bool fails = maps.place_error != 0 && copy == maps.failing && maps.failures > 0;
    maps.failures -= fails;
    maps.placed += !fails;
    return fake::happens(fails ? maps.place_error : 0);
}

void sys_release(const mirror &, unsigned placed) {
    ++maps.released;
    maps.placed_when_released = placed;
    errno = 0; // as a call that succeeds may set it
}

} // namespace anonshm
