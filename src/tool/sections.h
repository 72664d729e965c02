// SPDX-License-Identifier: MIT
// The tables of a report, the same for every format.

#ifndef ANONSHM_TOOL_SECTIONS_H
#define ANONSHM_TOOL_SECTIONS_H

#include "report.h"

#include <string>
#include <utility>
#include <vector>

namespace anonshm_tool {

// What of a report is shown: all of it, or the methods only.
enum class part { report, methods };

struct section {
    std::string title;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

using words_by_name = std::vector<std::pair<std::string, std::string>>;

// The head of a report: its summary, system, toolchain, the chain. A name may come again, with
// more about the same.
words_by_name head_of(const report &r);

std::vector<section> sections_of(const report &r, part what);

// Whether each method serves, or why not.
words_by_name states_of_methods(const report &r);

// The state of a method of which only a run on the machine could decide.
constexpr char not_tried[] = "not tried";

} // namespace anonshm_tool

#endif
