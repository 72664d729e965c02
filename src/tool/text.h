// SPDX-License-Identifier: MIT
// Text of unknown origin, made fit for the place where it is shown.

#ifndef ANONSHM_TOOL_TEXT_H
#define ANONSHM_TOOL_TEXT_H

#include <cstddef>
#include <string>
#include <vector>

namespace anonshm_tool {

// The character that begins at that byte, of which `at` is then the end; no_character, and one
// byte further, where the bytes are not UTF-8 (RFC 3629: neither surrogates nor long forms).
char32_t next_character(const std::string &text, size_t &at);
constexpr char32_t no_character = 0xffffffff;

bool is_utf8(const std::string &text);

// Whether a character can control a terminal, hide, or change the order of what is shown.
bool is_control(char32_t code);

// Without those: each is a question mark, as is each byte that is not UTF-8.
std::string printable(const std::string &text);

// How many columns a text in UTF-8 takes on a terminal.
size_t width_of(const std::string &text);

// At most so many characters, of which the last three are then dots.
std::string shortened(const std::string &text, size_t count);

// What stands between blanks.
std::vector<std::string> words_of(const std::string &text);

// As lines of at most so many columns, broken at blanks; only a word that is wider than a line
// is broken itself.
std::vector<std::string> wrapped(const std::string &text, size_t width);

// A number of bytes with a unit, as 64 MiB and 23.5 GiB are.
std::string bytes_in_words(const std::string &digits);

// As text, also in an attribute.
std::string in_html(const std::string &text);

// As text in GitHub's Markdown, also in a cell or a heading; and as code.
std::string in_markdown(const std::string &text);
std::string in_markdown_code(const std::string &text);

} // namespace anonshm_tool

#endif
