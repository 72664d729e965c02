// SPDX-License-Identifier: MIT
// Aligned columns for a terminal.

#include "render.h"

#include "text.h"

#include <algorithm>

namespace anonshm_tool {

namespace {

// ECMA-48 colours: what serves or is there green, what is not red, what is not certain yellow.
const char *colour_of(const std::string &word) {
    const bool refused = word.compare(0, 7, "refused") == 0 || word.compare(0, 3, "no:") == 0;
    if (word == "serves" || word == "yes" || word == "works")
        return "\033[32m";
    if (word == "no" || word == "nothing" || refused)
        return "\033[31m";
    if (word == "unknown" || word == "predicted" || word == "preset" || word == "emulated")
        return "\033[33m";
    return nullptr;
}

std::string paint(const std::string &word, bool colour) {
    const char *const code = colour ? colour_of(word) : nullptr;
    return code ? code + word + "\033[0m" : word;
}

// One long cell must not make every row as long; the last column has no other behind it.
constexpr size_t max_width = 60, max_last = 1000;

std::string cell_of(const std::vector<std::string> &row, size_t column) {
    const bool last = column + 1 == row.size();
    return shortened(printable(row[column]), last ? max_last : max_width);
}

std::vector<size_t> widths_of(const section &s) {
    std::vector<size_t> widths;
    widths.reserve(s.header.size());
    for (const std::string &title : s.header)
        widths.push_back(s.rows.empty() ? 0 : title.size());
    for (const auto &row : s.rows)
        for (size_t i = 0; i + 1 < row.size(); i++)
            widths[i] = std::max(widths[i], width_of(cell_of(row, i)));
    return widths;
}

std::string line_of(const std::vector<std::string> &row, const std::vector<size_t> &widths,
                    bool colour) {
    std::string line;
    size_t end = 0;
    for (size_t i = 0; i < row.size(); i++) {
        const std::string cell = cell_of(row, i);
        line += "  " + paint(cell, colour);
        end = cell.empty() ? end : line.size();
        if (i + 1 < row.size())
            line += std::string(widths[i] - width_of(cell), ' ');
    }
    return line.substr(0, end) + "\n";
}

} // namespace

std::string text_of_table(const section &s, bool headings, bool colour) {
    const auto widths = widths_of(s);
    std::string text = s.title + "\n" + (headings ? line_of(s.header, widths, false) : "");
    for (const auto &row : s.rows)
        text += line_of(row, widths, colour);
    return text;
}

// A name that comes again is not shown again.
static std::string text_of_head(const words_by_name &rows, bool colour) {
    constexpr size_t width = 16;
    std::string text, last;
    for (const auto &row : rows) {
        const std::string name = row.first == last ? "" : row.first;
        text += name + std::string(width - name.size(), ' ') +
                paint(shortened(printable(row.second), max_last), colour) + "\n";
        last = row.first;
    }
    return text;
}

std::string render_text(const report &r, part what, bool colour) {
    std::string text;
    if (what == part::report)
        text = text_of_head(head_of(r), colour);
    for (const section &s : sections_of(r, what))
        text += (text.empty() ? "" : "\n") + text_of_table(s, s.title == "Directories", colour);
    return text;
}

} // namespace anonshm_tool
