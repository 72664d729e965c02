// SPDX-License-Identifier: MIT
// Copies in a row: what is given back when one of them fails, and when it is tried again.

#include "../check.h"
#include "../fake_map.h"

#include <errno.h>

namespace check {

namespace {

using fake::maps;

constexpr unsigned read_write = ANONSHM_READ | ANONSHM_WRITE;

// On a system that fails so.
bool is_mapped(unsigned copies, const fake::map_system &specified) {
    maps = specified;
    errno = 0;
    return anonshm_map_mirrored(1, 65536, copies, read_write) != nullptr;
}

fake::map_system failing(int error, unsigned copy, bool can_reserve, int times) {
    fake::map_system result;
    result.place_error = error;
    result.failing = copy;
    result.can_reserve = can_reserve;
    result.failures = times;
    return result;
}

constexpr int for_ever = 1 << 20;

constexpr test_case cases[] = {
    {"mirror: each copy gets its place, and nothing is given back",
     [] { return is_mapped(3, {}) && maps.placed == 3 && maps.released == 0 && errno == 0; }},
    {"mirror: a copy that fails gives back the range and those before it; errno is its own",
     [] {
         return !is_mapped(3, failing(EPERM, 1, true, for_ever)) && errno == EPERM &&
                maps.released == 1 && maps.placed_when_released == 1;
     }},
    {"mirror: without addresses nothing is given back",
     [] {
         fake::map_system full;
         full.reserve_error = ENOMEM;
         return !is_mapped(2, full) && errno == ENOMEM && maps.released == 0;
     }},
    {"mirror: where nothing can be reserved and another thread was faster, once more",
     [] {
         return is_mapped(2, failing(EBUSY, 1, false, 3)) && maps.reserved == 4 &&
                maps.released == 3 && maps.placed_when_released == 1;
     }},
    {"mirror: not for ever",
     [] {
         return !is_mapped(2, failing(EBUSY, 0, false, for_ever)) && errno == EBUSY &&
                maps.reserved == 32 && maps.released == 32;
     }},
    {"mirror: what is reserved cannot be taken, so EBUSY is final",
     [] {
         return !is_mapped(2, failing(EBUSY, 1, true, for_ever)) && errno == EBUSY &&
                maps.reserved == 1;
     }},
    {"mirror: the size is a multiple of what the system says (64 KiB on Windows)",
     [] {
         maps = {};
         return anonshm_map_mirrored(1, 4096, 2, read_write) == nullptr && errno == EINVAL &&
                anonshm_map(1, 4096, 4096, read_write) != nullptr && maps.reserved == 0;
     }},
    {"mirror: more bytes in all than there are addresses",
     [] {
         maps = {};
         maps.rules.size = UINT64_MAX;
         return anonshm_map_mirrored(1, SIZE_MAX / 2 + 1, 2, read_write) == nullptr &&
                errno == EINVAL && maps.reserved == 0;
     }},
};

const group these{cases};

} // namespace

} // namespace check
