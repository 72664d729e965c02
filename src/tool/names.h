// SPDX-License-Identifier: MIT
// What a report does not contain: the names of its user and of directories that have it.

#ifndef ANONSHM_TOOL_NAMES_H
#define ANONSHM_TOOL_NAMES_H

#include <string>

namespace anonshm_tool {

// A path with $XDG_RUNTIME_DIR, $TMPDIR or ~ for the values of these variables, and with ~ for
// what is below /home, /Users and /root.
std::string without_names(const std::string &path);

} // namespace anonshm_tool

#endif
