// SPDX-License-Identifier: MIT
// Columns for a terminal of any width. They are laid out as a browser does it
// (CSS 2.1, 17.5.2): no column is narrower than its longest word or wider than its longest
// cell. Where that does not fit, or is too narrow to read, a row is put down cell by cell.

#include "document.h"

#include "text.h"

#include <algorithm>
#include <numeric>

namespace anonshm_tool {

namespace {

constexpr size_t margin = 2, gap = 2;
constexpr size_t readable = 20;  // columns that text of several lines should have
constexpr size_t longest = 1000; // characters of a cell; a report may have any number

using row = std::vector<cell>;

// ECMA-48.
std::string paint(const std::string &text, tone is, bool colour) {
    const char *const code = is == tone::good  ? "\033[32m"
                             : is == tone::bad ? "\033[31m"
                                               : "\033[33m";
    return !colour || is == tone::plain || text.empty() ? text : code + text + "\033[0m";
}

std::vector<std::string> lines_of(const cell &c, size_t width) {
    return wrapped(shortened(printable(c.text), longest), width);
}

// -- The widths of columns -----------------------------------------------------------------

struct extent {
    size_t least = 0; // the longest word
    size_t most = 0;  // the longest cell
};

// A word that fits into no line will be broken anyhow.
void widen(extent &column, const cell &c, size_t width) {
    for (const std::string &line : lines_of(c, longest))
        column.most = std::max(column.most, width_of(line));
    if (c.text.size() > column.least) // most are shorter, and quickly left alone
        for (const std::string &word : words_of(shortened(printable(c.text), longest)))
            if (width_of(word) <= width)
                column.least = std::max(column.least, width_of(word));
}

// What is left is given to those that need the least more, so that as few as possible wrap.
std::vector<size_t> share(const std::vector<extent> &columns, size_t room) {
    std::vector<size_t> widths, order(columns.size());
    for (const extent &c : columns)
        widths.push_back(c.least);
    std::iota(order.begin(), order.end(), size_t{0});
    const auto missing = [&](size_t i) { return columns[i].most - columns[i].least; };
    std::sort(order.begin(), order.end(),
              [&](size_t a, size_t b) { return missing(a) < missing(b); });
    size_t left = room - std::accumulate(widths.begin(), widths.end(), size_t{0});
    for (size_t i = 0; i < order.size(); i++) {
        const size_t more = std::min(missing(order[i]), left / (order.size() - i));
        widths[order[i]] += more;
        left -= more;
    }
    return widths;
}

// Empty where columns would be no help.
std::vector<size_t> widths_of(const std::vector<row> &rows, size_t indent, size_t width) {
    std::vector<extent> columns(rows.empty() ? 0 : rows[0].size());
    const size_t gaps = indent + gap * (std::max(columns.size(), size_t{1}) - 1);
    for (const row &r : rows)
        for (size_t i = 0; i < columns.size(); i++)
            widen(columns[i], r[i], width - 2 * margin);
    size_t least = gaps;
    for (extent &c : columns) {
        c.most = std::max(c.most, c.least);
        least += c.least;
    }
    if (least > width)
        return {};
    std::vector<size_t> widths = share(columns, width - gaps);
    for (size_t i = 0; i < widths.size(); i++)
        if (widths[i] < std::min(columns[i].most, readable))
            return {};
    return widths;
}

// -- Rows ----------------------------------------------------------------------------------

std::string text_of_row(const row &r, const std::vector<size_t> &widths, size_t indent,
                        bool colour) {
    std::vector<std::vector<std::string>> cells;
    size_t height = 0;
    for (size_t i = 0; i < r.size(); i++) {
        cells.push_back(lines_of(r[i], widths[i]));
        height = std::max(height, cells[i].size());
    }
    std::string text;
    for (size_t y = 0; y < height; y++) {
        size_t blanks = indent;
        for (size_t i = 0; i < r.size(); i++) {
            const std::string line = y < cells[i].size() ? cells[i][y] : "";
            if (!line.empty()) {
                text += std::string(blanks, ' ') + paint(line, r[i].is, colour);
                blanks = 0;
            }
            blanks += widths[i] + gap - width_of(line);
        }
        text += '\n';
    }
    return text;
}

// The first cell, and below it the others: side by side as far as they fit.
std::string text_of_list(const row &r, const std::vector<const char *> &titles, size_t indent,
                         size_t width, bool colour) {
    std::string text;
    for (const std::string &line : lines_of(r[0], width - indent))
        text += std::string(indent, ' ') + line + "\n";
    const size_t inner = indent + margin;
    size_t used = 0;
    for (size_t i = 1; i < r.size(); i++) {
        const bool titled = !titles.empty() && !r[i].text.empty();
        const std::string title = titled ? titles[i] + std::string(": ") : "";
        for (const std::string &line : lines_of(title + r[i].text, width - inner)) {
            const size_t size = width_of(line);
            const bool fits = used != 0 && used + gap + size <= width;
            text += fits ? std::string(gap, ' ')
                         : (used == 0 ? "" : "\n") + std::string(inner, ' ');
            text += paint(line, r[i].is, colour);
            used = size + (fits ? used + gap : inner);
        }
    }
    return text + (used == 0 ? "" : "\n");
}

std::string text_of_rows(const std::vector<row> &rows, const std::vector<const char *> &header,
                         size_t indent, size_t width, bool colour) {
    std::vector<row> all = rows;
    if (!header.empty())
        all.insert(all.begin(), row(header.begin(), header.end()));
    const std::vector<size_t> widths = widths_of(all, indent, width);
    std::string text;
    for (const row &r : widths.empty() ? rows : all)
        text += widths.empty() ? text_of_list(r, header, indent, width, colour)
                               : text_of_row(r, widths, indent, colour);
    return text;
}

// A name that comes again is not shown again.
std::vector<row> rows_of(const named_cells &cells) {
    std::vector<row> rows;
    std::string last;
    for (const auto &named : cells) {
        rows.push_back({named.first == last ? "" : named.first, named.second});
        last = named.first;
    }
    return rows;
}

} // namespace

std::string text_of_section(const section &s, size_t width, bool colour) {
    std::string title;
    for (const std::string &line : wrapped(s.title, width))
        title += line + "\n";
    return title + text_of_rows(s.rows, s.needs_header ? s.header : std::vector<const char *>(),
                                margin, width, colour);
}

std::string render_text(const document &d, size_t width, bool colour) {
    named_cells head = d.summary;
    head.insert(head.end(), d.origin.begin(), d.origin.end());
    std::string text = text_of_rows(rows_of(head), {}, 0, width, colour);
    for (const section &s : d.sections)
        text += (text.empty() ? "" : "\n") + text_of_section(s, width, colour);
    return text;
}

} // namespace anonshm_tool
