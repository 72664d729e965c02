// Aligned columns for a terminal.

#include "render.h"

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

// A report may come from anywhere: its text must not control the terminal.
std::string without_controls(std::string text) {
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
    std::replace_if(text.begin(), text.end(), is_control, '?');
    return text;
}

std::string paint(const std::string &word, bool colour) {
    const char *const code = colour ? colour_of(word) : nullptr;
    const std::string safe = without_controls(word);
    return code ? code + safe + "\033[0m" : safe;
}

std::vector<size_t> widths_of(const section &s) {
    std::vector<size_t> widths(s.header.size(), 0);
    for (const auto &row : s.rows)
        for (size_t i = 0; i < row.size(); i++)
            widths[i] = std::max({widths[i], row[i].size(), s.header[i].size()});
    return widths;
}

std::string line_of(const std::vector<std::string> &row, const std::vector<size_t> &widths,
                    bool colour) {
    std::string line;
    for (size_t i = 0; i < row.size(); i++)
        line += "  " + paint(row[i], colour) + std::string(widths[i] - row[i].size(), ' ');
    return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
}

} // namespace

std::string text_of_table(const section &s, bool headings, bool colour) {
    const auto widths = widths_of(s);
    std::string text = s.title + "\n" + (headings ? line_of(s.header, widths, false) : "");
    for (const auto &row : s.rows)
        text += line_of(row, widths, colour);
    return text;
}

std::string render_text(const report &r, part what, bool colour) {
    std::string text;
    if (what == part::report)
        for (const auto &row : head_of(r))
            text += row.first + std::string(11 - row.first.size(), ' ') +
                    paint(row.second, colour) + "\n";
    for (const section &s : sections_of(r, what))
        text += (text.empty() ? "" : "\n") + text_of_table(s, s.title == "Directories", colour);
    return text;
}

} // namespace anonshm_tool
