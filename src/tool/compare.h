// SPDX-License-Identifier: MIT
// Two reports side by side, as far as they differ.

#ifndef ANONSHM_TOOL_COMPARE_H
#define ANONSHM_TOOL_COMPARE_H

#include "report.h"

#include <cstddef>
#include <string>

namespace anonshm_tool {

struct differences {
    std::string text; // also shows what does not count
    size_t count;
};

differences compare_reports(const report &a, const report &b);

} // namespace anonshm_tool

#endif
