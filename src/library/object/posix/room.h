// SPDX-License-Identifier: MIT
// What memory is left for this process.

#ifndef ANONSHM_ROOM_H
#define ANONSHM_ROOM_H

#include "../../system/system.h"

namespace anonshm {

// Whether so many bytes can be had without taking memory from another process, and within the
// limit of each control group. What cannot be read limits nothing.
bool is_room_for(uint64_t size);

} // namespace anonshm

#endif
