// SPDX-License-Identifier: MIT
// The report as text for a person or for a program.

#ifndef ANONSHM_TOOL_RENDER_H
#define ANONSHM_TOOL_RENDER_H

#include "sections.h"

namespace anonshm_tool {

std::string render_text(const report &r, part what, bool colour);
std::string render_json(const report &r, part what);
std::string render_markdown(const report &r, part what);
std::string render_html(const report &r, part what);

// Title and aligned columns, with or without their headings.
std::string text_of_table(const section &s, bool headings, bool colour);

} // namespace anonshm_tool

#endif
