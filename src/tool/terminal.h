// SPDX-License-Identifier: MIT
// What standard output is shown on.

#ifndef ANONSHM_TOOL_TERMINAL_H
#define ANONSHM_TOOL_TERMINAL_H

#include <cstddef>
#include <string>

namespace anonshm_tool {

// Its columns: COLUMNS, as a user's word counts more than the terminal's (POSIX, XBD 8.3), else
// what the terminal reports, else 80.
size_t terminal_width();

// choice: auto, always or never. auto is what the environment wishes, and otherwise a terminal:
// NO_COLOR (no-color.org), CLICOLOR_FORCE, CLICOLOR (bixense.com/clicolors), TERM.
bool wants_colour(const std::string &choice);

} // namespace anonshm_tool

#endif
