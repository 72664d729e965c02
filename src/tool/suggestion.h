// SPDX-License-Identifier: MIT
// What somebody may have meant.

#ifndef ANONSHM_TOOL_SUGGESTION_H
#define ANONSHM_TOOL_SUGGESTION_H

#include <string>
#include <vector>

namespace anonshm_tool {

// "; did you mean memfd_create?", or nothing if none of the known words is near.
std::string did_you_mean(const std::string &word, const std::vector<std::string> &known);

} // namespace anonshm_tool

#endif
