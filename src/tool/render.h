// The report as a person or a program wants it.

#ifndef ANONSHM_TOOL_RENDER_H
#define ANONSHM_TOOL_RENDER_H

#include "report.h"

namespace anonshm_tool {

// What of a report is shown: all of it, or the methods only.
enum class part { report, methods };

std::string render_text(const report &r, part what, bool colour);
std::string render_json(const report &r, part what);
std::string render_markdown(const report &r, part what);
std::string render_html(const report &r, part what);

// Empty if they say the same.
std::string render_differences(const report &a, const report &b);

// -- Shared by the renderers ---------------------------------------------------------------

struct section {
    std::string title;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

// The head of a report: what was asked, what it is, what serves.
std::vector<std::pair<std::string, std::string>> head_of(const report &r);

// The same tables for every format.
std::vector<section> sections_of(const report &r, part what);

} // namespace anonshm_tool

#endif
