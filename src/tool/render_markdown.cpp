// SPDX-License-Identifier: MIT
// Tables of GitHub's Markdown, for issues and summaries.

#include "render.h"

#include "text.h"

namespace anonshm_tool {

namespace {

std::string line_of(const std::vector<std::string> &row, bool first_is_code) {
    std::string line = "|";
    for (size_t i = 0; i < row.size(); i++)
        line += " " +
                (i == 0 && first_is_code ? in_markdown_code(row[i]) : in_markdown(row[i])) +
                " |";
    return line + "\n";
}

} // namespace

std::string render_markdown(const report &r, part what) {
    std::string text;
    if (what == part::report) {
        text = "# anonshm report\n\n";
        for (const auto &row : head_of(r))
            text += "- **" + row.first + "**: " + in_markdown(row.second) + "\n";
    }
    for (const section &s : sections_of(r, what)) {
        text += (text.empty() ? "## " : "\n## ") + in_markdown(s.title) + "\n\n" +
                line_of(s.header, false) + "|";
        for (size_t i = 0; i < s.header.size(); i++)
            text += " --- |";
        text += '\n';
        for (const auto &row : s.rows)
            text += line_of(row, true);
    }
    return text;
}

} // namespace anonshm_tool
