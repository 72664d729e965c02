// Tables of GitHub's Markdown, for issues and summaries.

#include "render.h"

namespace anonshm_tool {

namespace {

// A bar would end the cell, and < and $ are eaten by some readers; ids stand in code spans.
std::string cell(const std::string &text) {
    std::string safe;
    for (const char c : text)
        safe += c == '|' ? "\\|" : c == '<' ? "&lt;" : std::string(1, c);
    return safe;
}

std::string line_of(const std::vector<std::string> &row, bool first_is_code) {
    std::string line = "|";
    for (size_t i = 0; i < row.size(); i++)
        line += i == 0 && first_is_code ? " `" + row[i] + "` |" : " " + cell(row[i]) + " |";
    return line + "\n";
}

} // namespace

std::string render_markdown(const report &r, part what) {
    std::string text;
    if (what == part::report) {
        text = "# anonshm report\n\n";
        for (const auto &row : head_of(r))
            text += "- **" + row.first + "**: " + cell(row.second) + "\n";
    }
    for (const section &s : sections_of(r, what)) {
        text += (text.empty() ? "## " : "\n## ") + s.title + "\n\n" + line_of(s.header, false) +
                "|";
        for (size_t i = 0; i < s.header.size(); i++)
            text += " --- |";
        text += '\n';
        for (const auto &row : s.rows)
            text += line_of(row, true);
    }
    return text;
}

} // namespace anonshm_tool
