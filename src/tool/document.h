// SPDX-License-Identifier: MIT
// What is shown, before it has a format.

#ifndef ANONSHM_TOOL_DOCUMENT_H
#define ANONSHM_TOOL_DOCUMENT_H

#include <string>
#include <utility>
#include <vector>

namespace anonshm_tool {

// How something is for the reader. Formats show it by colour, and never by that alone.
enum class tone { plain, good, bad, doubtful };

struct cell {
    std::string text;
    tone is = tone::plain;

    // NOLINTNEXTLINE(misc-explicit-constructor): most cells are words, and a table has many
    cell(const char *words) : text(words) {}
    // NOLINTNEXTLINE(misc-explicit-constructor)
    cell(std::string words, tone t = tone::plain) : text(std::move(words)), is(t) {}
};

struct section {
    const char *id; // with the first cell of a row it names that row, within a page
    const char *title;
    const char *about; // one sentence
    std::vector<const char *> header;
    bool needs_header; // its cells mean nothing without
    std::vector<std::vector<cell>> rows;
};

// A name may come again, with more about the same.
using named_cells = std::vector<std::pair<std::string, cell>>;

struct document {
    const char *title;
    named_cells summary;
    named_cells origin; // who wrote it, when, about which system
    std::vector<section> sections;
};

std::string render_text(const document &d, size_t width, bool colour);
std::string render_markdown(const document &d);
std::string render_html(const document &d);

// Title and columns of one section, as they are in a text.
std::string text_of_section(const section &s, size_t width, bool colour);

} // namespace anonshm_tool

#endif
