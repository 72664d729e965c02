// SPDX-License-Identifier: MIT
// What a report begins with.

#ifndef ANONSHM_TOOL_SUMMARY_H
#define ANONSHM_TOOL_SUMMARY_H

#include "sections.h"

namespace anonshm_tool {

// "what you get", "why not better", "what to change": each once or more, one sentence a row.
// Then the room that there is.
named_cells summary_and_room_of(const report &r);

// The first three only, one row each.
named_cells summary_in_lines_of(const report &r);

} // namespace anonshm_tool

#endif
