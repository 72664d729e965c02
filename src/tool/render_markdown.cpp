// SPDX-License-Identifier: MIT
// Tables of GitHub's Markdown, for issues and summaries.

#include "document.h"

#include "text.h"

namespace anonshm_tool {

namespace {

std::string list_of(const named_cells &cells) {
    std::string text;
    for (const auto &named : cells)
        text += "- **" + named.first + "**: " + in_markdown(named.second.text) + "\n";
    return text;
}

std::string table_of(const section &s) {
    std::string text = "\n## " + in_markdown(s.title) + "\n\n" + in_markdown(s.about) + "\n\n|";
    for (const char *const title : s.header)
        text += " " + in_markdown(title) + " |";
    text += "\n|";
    for (size_t i = 0; i < s.header.size(); i++)
        text += " --- |";
    text += '\n';
    for (const auto &row : s.rows) {
        text += '|';
        for (size_t i = 0; i < row.size(); i++)
            text += " " + (i == 0 ? in_markdown_code(row[i].text) : in_markdown(row[i].text)) +
                    " |";
        text += '\n';
    }
    return text;
}

} // namespace

std::string render_markdown(const document &d) {
    std::string text =
        "# " + in_markdown(d.title) + "\n\n" + list_of(d.summary) + list_of(d.origin);
    for (const section &s : d.sections)
        text += table_of(s);
    return text;
}

} // namespace anonshm_tool
