// SPDX-License-Identifier: MIT
// Queries the machine that the program runs on: the library, its methods one by one, the
// system, and the catalogue's behaviours and facts of the machine. Each in a process of its own
// and under a time limit; where there are none (Windows, Emscripten) the library in this one.

#ifndef ANONSHM_TOOL_QUERY_H
#define ANONSHM_TOOL_QUERY_H

#include "sections.h"

#include <string>
#include <vector>

namespace anonshm_tool {

struct query_result {
    bool complete;                       // there was a process for every question
    std::vector<std::string> complaints; // what is unknown and why, a sentence each
};

// A place in the report for each fact that can be asked of the machine.
void add_facts_of_machine(report &r);

// Asks what the report has a place for, and of the library and its methods if that is not for
// the facts alone. emulated labels the answers as evidence about an emulator.
query_result query_machine(report &r, part what, bool emulated);

} // namespace anonshm_tool

#endif
