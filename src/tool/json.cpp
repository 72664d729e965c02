// SPDX-License-Identifier: MIT
#include "json.h"

#include "text.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace anonshm_tool {

const json *json::find(const std::string &name) const {
    for (const auto &member : members)
        if (member.first == name)
            return &member.second;
    return nullptr;
}

const json &json::operator[](const std::string &name) const {
    static const json null;
    const json *const found = find(name);
    return found ? *found : null;
}

bool json::operator==(const json &other) const {
    return is == other.is && text == other.text && items == other.items &&
           members == other.members;
}

namespace {

std::string in_utf8(unsigned long code) {
    const auto byte = [](unsigned long b) { return std::string(1, static_cast<char>(b)); };
    const auto tail = [&](int shift) { return byte(0x80 | (code >> shift & 0x3f)); };
    if (code < 0x80)
        return byte(code);
    if (code < 0x800)
        return byte(0xc0 | code >> 6) + tail(0);
    if (code < 0x10000)
        return byte(0xe0 | code >> 12) + tail(6) + tail(0);
    return byte(0xf0 | code >> 18) + tail(12) + tail(6) + tail(0);
}

// RFC 8259, section 6: -1.5e+10, but neither 01 nor 1. nor +1.
bool is_number(const std::string &word) {
    size_t at = word[0] == '-' ? 1 : 0;
    const auto digits = [&] {
        const size_t from = at;
        at = std::min(word.find_first_not_of("0123456789", at), word.size());
        return at - from;
    };
    const bool zero = word[at] == '0';
    const size_t whole = digits();
    if (whole == 0 || (zero && whole > 1))
        return false;
    if (word[at] == '.' && (at++, digits() == 0))
        return false;
    if (word[at] == 'e' || word[at] == 'E') {
        at++;
        at += word[at] == '+' || word[at] == '-';
        if (digits() == 0)
            return false;
    }
    return at == word.size();
}

constexpr int max_depth = 32;

// Recursive descent. Depth is bounded, so that a hostile file cannot use up the stack.
class parser {
public:
    explicit parser(const std::string &whole) : text(whole) {}

    json whole() {
        for (size_t i = 0; i < text.size(); at = i)
            if (next_character(text, i) == no_character)
                fail("not UTF-8");
        at = 0;
        json value = parse_value(0);
        skip_space();
        if (at != text.size())
            fail("something after the end");
        return value;
    }

private:
    const std::string &text;
    size_t at = 0;

    [[noreturn]] void fail(const std::string &what) const {
        const auto begin = text.begin(), here = begin + static_cast<std::ptrdiff_t>(at);
        const auto line = std::count(begin, here, '\n') + 1;
        const size_t newline = at == 0 ? std::string::npos : text.rfind('\n', at - 1);
        const size_t column = newline == std::string::npos ? at + 1 : at - newline;
        throw std::runtime_error("not JSON: line " + std::to_string(line) + ", column " +
                                 std::to_string(column) + ": " + what);
    }

    void skip_space() { at = std::min(text.find_first_not_of(" \t\r\n", at), text.size()); }

    bool take(char c) {
        skip_space();
        if (at == text.size() || text[at] != c)
            return false;
        at++;
        return true;
    }

    void expect(char c) {
        if (!take(c))
            fail(std::string("expected '") + c + "'");
    }

    json parse_value(int depth) {
        if (take('{'))
            return parse_object(deeper(depth));
        if (take('['))
            return parse_array(deeper(depth));
        if (take('"'))
            return json::string(parse_string());
        return parse_word();
    }

    int deeper(int depth) const {
        if (depth == max_depth)
            fail("too deep");
        return depth + 1;
    }

    json parse_object(int depth) {
        json object;
        object.is = json::kind::object;
        if (take('}'))
            return object;
        do {
            expect('"');
            std::string name = parse_string();
            expect(':');
            object.members.emplace_back(std::move(name), parse_value(depth));
        } while (take(','));
        expect('}');
        check_names(object);
        return object;
    }

    // Readers disagree on which of two would count.
    void check_names(const json &object) const {
        std::vector<std::string> names;
        names.reserve(object.members.size());
        for (const auto &member : object.members)
            names.push_back(member.first);
        std::sort(names.begin(), names.end());
        const auto twice = std::adjacent_find(names.begin(), names.end());
        if (twice != names.end())
            fail("the name " + quote(shortened(*twice, 60)) + " twice in an object");
    }

    json parse_array(int depth) {
        json array;
        array.is = json::kind::array;
        if (take(']'))
            return array;
        do
            array.items.push_back(parse_value(depth));
        while (take(','));
        expect(']');
        return array;
    }

    std::string parse_string() {
        std::string value;
        while (at < text.size() && text[at] != '"') {
            if (static_cast<unsigned char>(text[at]) < 0x20)
                fail("a control character in a string");
            if (text[at] == '\\')
                value += parse_escape();
            else
                value += text[at++];
        }
        if (at == text.size())
            fail("a string without an end");
        at++;
        return value;
    }

    std::string parse_escape() {
        static const std::string letters = "\"\\/bfnrt", meanings = "\"\\/\b\f\n\r\t";
        const char letter = ++at < text.size() ? text[at] : '\0';
        const size_t known = letters.find(letter);
        if (letter != '\0' && known != std::string::npos) {
            at++;
            return std::string(1, meanings[known]);
        }
        if (letter != 'u')
            fail("no such escape");
        unsigned long code = parse_hexadecimal();
        if (code >= 0xd800 && code < 0xe000)
            code = parse_pair(code);
        return in_utf8(code);
    }

    // Beyond U+FFFF: two escapes, a surrogate each.
    unsigned long parse_pair(unsigned long high) {
        const bool escape = text.compare(at, 2, "\\u") == 0;
        const unsigned long low = high < 0xdc00 && escape ? (at++, parse_hexadecimal()) : 0;
        if (low < 0xdc00 || low >= 0xe000)
            fail("half of a surrogate pair");
        return 0x10000 + ((high & 0x3ff) << 10 | (low & 0x3ff));
    }

    // What stands behind the u of an escape, which is where the parser is.
    unsigned long parse_hexadecimal() {
        const std::string digits = text.substr(at + 1, 4);
        if (digits.size() < 4 ||
            digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
            fail("an escape needs four digits");
        at += 5;
        return std::stoul(digits, nullptr, 16);
    }

    json parse_word() {
        const size_t end = std::min(text.find_first_of(" \t\r\n,]}", at), text.size());
        const std::string word = text.substr(at, end - at);
        if (word == "null" || word == "true" || word == "false") {
            at = end;
            return word == "null" ? json() : json::boolean(word == "true");
        }
        if (!is_number(word))
            fail("expected a value");
        at = end;
        return json::number(word);
    }
};

} // namespace

json parse_json(const std::string &text) {
    return parser(text).whole();
}

namespace {

// \u00e9, or a pair of surrogates.
std::string escape(char32_t code) {
    const auto unit = [](unsigned long u) {
        char digits[24];
        std::snprintf(digits, sizeof digits, "\\u%04lx", u);
        return std::string(digits);
    };
    if (code < 0x10000)
        return unit(code);
    return unit(0xd7c0 + (code >> 10)) + unit(0xdc00 | (code & 0x3ff));
}

} // namespace

std::string quote(const std::string &text) {
    std::string quoted = "\"";
    for (size_t at = 0; at < text.size();) {
        const size_t begin = at;
        const char32_t code = next_character(text, at);
        if (code == no_character)
            quoted += escape(0xfffd); // the replacement character
        else if (is_control(code))
            quoted += escape(code);
        else
            quoted +=
                (code == '"' || code == '\\' ? "\\" : "") + text.substr(begin, at - begin);
    }
    return quoted + '"';
}

namespace {

// Of an array or an object: each part after `before`, then `after`.
template <class Write>
std::string write_parts(const json &value, const std::string &before, const std::string &after,
                        Write write) {
    const bool is_array = value.is == json::kind::array;
    std::string text;
    const auto add = [&](const std::string &part) {
        text += (text.empty() ? "" : before[0] == '\n' ? "," : ", ") + before + part;
    };
    for (const json &item : value.items)
        add(write(item));
    for (const auto &member : value.members)
        add(quote(member.first) + ": " + write(member.second));
    return (is_array ? "[" : "{") + text + (text.empty() ? "" : after) + (is_array ? "]" : "}");
}

} // namespace

std::string compact(const json &value) {
    switch (value.is) {
    case json::kind::null:
        return "null";
    case json::kind::string:
        return quote(value.text);
    case json::kind::array:
    case json::kind::object:
        return write_parts(value, "", "", compact);
    default:
        return value.text;
    }
}

std::string laid_out(const json &value, size_t depth, size_t indent) {
    const bool has_objects =
        std::any_of(value.items.begin(), value.items.end(),
                    [](const json &i) { return i.is == json::kind::object; });
    if (depth == 0 || (value.is != json::kind::object && !has_objects))
        return compact(value);
    const std::string line = "\n" + std::string(indent, ' ');
    return write_parts(value, line + "  ", line,
                       [&](const json &part) { return laid_out(part, depth - 1, indent + 2); });
}

} // namespace anonshm_tool
