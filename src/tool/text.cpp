// SPDX-License-Identifier: MIT
#include "text.h"

#include "character_widths.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace anonshm_tool {

namespace {

// Unicode 16, the categories Cc (C0, DEL, C1), Cf (bidirectional overrides, zero widths, tags),
// Zl and Zp.
constexpr character_range controls[] = {
    {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x0600, 0x0605},
    {0x061c, 0x061c},   {0x06dd, 0x06dd},   {0x070f, 0x070f},   {0x0890, 0x0891},
    {0x08e2, 0x08e2},   {0x180e, 0x180e},   {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f},   {0xfeff, 0xfeff},   {0xfff9, 0xfffb},   {0x110bd, 0x110bd},
    {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff},
};

// The ranges are in order.
template <size_t count>
bool is_in(const character_range (&ranges)[count], char32_t code) {
    const auto *const found =
        std::lower_bound(std::begin(ranges), std::end(ranges), code,
                         [](const character_range &r, char32_t c) { return r.last < c; });
    return found != std::end(ranges) && found->first <= code;
}

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string entity(char c) {
    return "&#" + std::to_string(static_cast<int>(c)) + ";";
}

// Markdown knows no markup inside a word, where most underscores are.
bool is_inside_word(const std::string &text, size_t at) {
    return at > 0 && at + 1 < text.size() && is_letter_or_digit(text[at - 1]) &&
           is_letter_or_digit(text[at + 1]);
}

// Neither is a colon, but for one of an address, which becomes a link, as www. does.
bool is_plain(const std::string &text, size_t at, bool has_address) {
    const char c = text[at];
    if (c == '_')
        return is_inside_word(text, at);
    if (c == ':')
        return text.compare(at, 2, ":/") != 0;
    if (c == '.')
        return !has_address;
    return static_cast<unsigned char>(c) >= 0x80 || is_letter_or_digit(c) ||
           std::string(" ,;/%=+-()?'\">").find(c) != std::string::npos;
}

// An entity is never markup (CommonMark 0.31, 6.2), and no bar of a table. But who is named
// behind an @ is notified by GitHub, unless it is code.
std::string with_entities(const std::string &text) {
    const bool has_address = text.find("www.") != std::string::npos;
    std::string safe;
    for (size_t i = 0; i < text.size();) {
        const size_t end = std::min(text.find_first_not_of('@', i), text.size());
        if (end > i)
            safe += "`" + text.substr(i, end - i) + "`";
        else
            safe += is_plain(text, i, has_address) ? std::string(1, text[i]) : entity(text[i]);
        i = std::max(end, i + 1);
    }
    return safe;
}

} // namespace

char32_t next_character(const std::string &text, size_t &at) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at++);
    if (lead < 0x80)
        return lead;
    const size_t tail = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || text.size() - at < tail)
        return no_character;
    char32_t code = lead & (0x3f >> tail);
    for (size_t i = at; i < at + tail; i++) {
        if ((byte(i) & 0xc0) != 0x80)
            return no_character;
        code = code << 6 | (byte(i) & 0x3f);
    }
    constexpr char32_t least[] = {0, 0x80, 0x800, 0x10000};
    if (code < least[tail] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return no_character;
    at += tail;
    return code;
}

bool is_utf8(const std::string &text) {
    for (size_t at = 0; at < text.size();)
        if (next_character(text, at) == no_character)
            return false;
    return true;
}

bool is_control(char32_t code) {
    return is_in(controls, code);
}

std::string printable(const std::string &text) {
    std::string safe;
    for (size_t at = 0; at < text.size();) {
        const size_t begin = at;
        const char32_t code = next_character(text, at);
        if (code == no_character || is_control(code))
            safe += '?';
        else
            safe.append(text, begin, at - begin);
    }
    return safe;
}

size_t width_of(char32_t code) {
    if (code < 0x300) // most characters are, and none of these is odd
        return 1;
    return is_in(without_width, code) ? 0 : is_in(of_double_width, code) ? 2 : 1;
}

size_t width_of(const std::string &text) {
    size_t width = 0;
    for (size_t at = 0; at < text.size();)
        width += width_of(next_character(text, at));
    return width;
}

std::string shortened(const std::string &text, size_t count) {
    size_t at = 0, cut = 0;
    for (size_t i = 0; i < count && at < text.size(); i++) {
        if (i + 3 == count)
            cut = at;
        next_character(text, at);
    }
    return at == text.size() ? text : text.substr(0, cut) + "...";
}

// From which place a word goes on in the next line: at least one character is before it.
static size_t end_of_line(const std::string &word, size_t from, size_t width) {
    size_t end = from, used = 0;
    for (size_t at = from; at < word.size(); end = at) {
        used += width_of(next_character(word, at));
        if (used > width && end > from)
            break;
    }
    return end;
}

std::vector<std::string> words_of(const std::string &text) {
    std::vector<std::string> words;
    for (size_t begin = 0; (begin = text.find_first_not_of(' ', begin)) < text.size();) {
        const size_t end = std::min(text.find(' ', begin), text.size());
        words.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

std::vector<std::string> wrapped(const std::string &text, size_t width) {
    std::vector<std::string> lines;
    size_t used = 0;
    for (const std::string &word : words_of(text)) {
        const size_t needed = width_of(word);
        if (!lines.empty() && used + 1 + needed <= width) {
            lines.back() += " " + word;
            used += 1 + needed;
            continue;
        }
        for (size_t from = 0; from < word.size();) {
            const size_t end = end_of_line(word, from, width);
            lines.push_back(word.substr(from, end - from));
            from = end;
        }
        used = width_of(lines.back());
    }
    return lines;
}

std::string bytes_in_words(const std::string &digits) {
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double size = std::strtod(digits.c_str(), nullptr);
    size_t unit = 0;
    for (; size >= 1023.95 && unit + 1 < sizeof units / sizeof *units; unit++)
        size /= 1024;
    char text[64];
    std::snprintf(text, sizeof text, "%.1f", size);
    std::string number = text;
    if (number.size() > 2 && number.compare(number.size() - 2, 2, ".0") == 0)
        number.resize(number.size() - 2);
    return number + " " + units[unit];
}

std::string in_html(const std::string &text) {
    std::string safe;
    for (const char c : printable(text))
        safe +=
            std::string("&<>\"'").find(c) == std::string::npos ? std::string(1, c) : entity(c);
    return safe;
}

std::string in_markdown(const std::string &text) {
    return with_entities(printable(text));
}

// Bars and backslashes mean something even in a code span inside a table.
std::string in_markdown_code(const std::string &text) {
    const std::string safe = printable(text);
    if (safe.empty())
        return "";
    const bool span = safe.find_first_of("`|\\") == std::string::npos;
    return span ? "`" + safe + "`" : "<code>" + with_entities(safe) + "</code>";
}

} // namespace anonshm_tool
