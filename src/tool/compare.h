// SPDX-License-Identifier: MIT
// Two reports side by side, as far as they differ.

#ifndef ANONSHM_TOOL_COMPARE_H
#define ANONSHM_TOOL_COMPARE_H

#include "document.h"
#include "report.h"

#include <cstddef>
#include <string>

namespace anonshm_tool {

struct named_report {
    std::string name; // of its file
    report of;
};

// All the places where two reports differ, by what it is.
struct differences {
    struct pair {
        std::string name;
        json a, b; // for programs
        cell in_a, in_b;
    };
    struct group {
        const char *name;
        const char *title;
        const char *about;
        bool counts;
        std::vector<pair> pairs;
    };
    std::vector<group> groups;
    size_t count; // of those that count
};

differences compare_reports(const report &a, const report &b);

document document_of(const named_report &a, const named_report &b, const differences &found);
std::string json_of(const named_report &a, const named_report &b, const differences &found);

} // namespace anonshm_tool

#endif
