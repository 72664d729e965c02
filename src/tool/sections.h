// SPDX-License-Identifier: MIT
// A report as a document.

#ifndef ANONSHM_TOOL_SECTIONS_H
#define ANONSHM_TOOL_SECTIONS_H

#include "document.h"
#include "report.h"

#include <string>
#include <vector>

namespace anonshm_tool {

// What of a report is shown: all of it, its summary, the methods, or the facts that it has.
enum class part { report, summary, methods, facts };

document document_of(const report &r, part what);

// Who wrote it, when, about which system, emulator and restrictions: one sentence.
std::string origin_in_words(const report &r);

// Whether each method serves, or why not.
named_cells states_of_methods(const report &r);

// The value; of a number of bytes with its unit.
std::string value_in_words(const fact &f);

// The state of a method of which only a run on the machine could decide.
constexpr char not_tried[] = "not tried";

// What each evidence is worth.
struct evidence_entry {
    const char *name;
    const char *meaning;
};
extern const evidence_entry evidence_meanings[7];

} // namespace anonshm_tool

#endif
