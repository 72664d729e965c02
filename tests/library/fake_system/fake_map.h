// SPDX-License-Identifier: MIT
// A system that maps copies in a row, or fails to, as a test specifies. In place of
// src/library/system/posix_map.cpp and posix_mirror.cpp.

#ifndef ANONSHM_FAKE_MAP_H
#define ANONSHM_FAKE_MAP_H

#include "../../../src/library/system/map.h"

namespace fake {

struct map_system {
    // What the test specifies.
    anonshm::map_rules rules = {1 << 20, 4096, 65536};
    bool can_reserve = true; // else another thread may be faster
    int reserve_error = 0;   // 0: it works
    int place_error = 0;     // of the copy `failing`
    unsigned failing = 0;
    int failures = 1 << 20; // that many times

    // What has happened.
    int reserved = 0;
    int released = 0;
    unsigned placed_when_released = 0;
    unsigned placed = 0;
};
extern map_system maps;

} // namespace fake

#endif
