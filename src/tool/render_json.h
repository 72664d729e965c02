// SPDX-License-Identifier: MIT
// A report for programs. All of it has the format anonshm-report/2, as the probe module writes
// it; a part has these of its members, and "summary" with the three lines by name.

#ifndef ANONSHM_TOOL_RENDER_JSON_H
#define ANONSHM_TOOL_RENDER_JSON_H

#include "sections.h"

namespace anonshm_tool {

std::string render_json(const report &r, part what);

// A fact without its id.
json json_of(const fact &f);

} // namespace anonshm_tool

#endif
