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

// Two reports side by side, as far as they differ. The text also shows what does not count.
struct differences {
    std::string text;
    size_t count;
};

differences compare_reports(const report &a, const report &b);

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

// Whether a method serves, or why not; a dash if the report does not name it.
std::string state_of(const std::string &method, const report &r);

// Title and aligned columns, with or without their headings.
std::string text_of_table(const section &s, bool headings, bool colour);

} // namespace anonshm_tool

#endif
