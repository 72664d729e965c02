#include "json.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace anonshm_tool {

const json &json::operator[](const std::string &name) const {
    static const json null;
    for (const auto &member : members)
        if (member.first == name)
            return member.second;
    return null;
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

// Recursive descent (RFC 8259). Depth is bounded, so that a hostile file cannot use up the
// stack.
class parser {
public:
    explicit parser(const std::string &whole) : text(whole) {}

    json whole() {
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
        if (depth > 32)
            fail("too deep");
        if (take('{'))
            return parse_object(depth);
        if (take('['))
            return parse_array(depth);
        if (take('"'))
            return json::string(parse_string());
        return parse_word();
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
            object.members.emplace_back(std::move(name), parse_value(depth + 1));
        } while (take(','));
        expect('}');
        return object;
    }

    json parse_array(int depth) {
        json array;
        array.is = json::kind::array;
        if (take(']'))
            return array;
        do
            array.items.push_back(parse_value(depth + 1));
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
        // Beyond U+FFFF: two escapes, a surrogate each.
        if (code >= 0xd800 && code < 0xdc00 && text.compare(at, 2, "\\u") == 0)
            code = 0x10000 + ((code & 0x3ff) << 10 | (parse_hexadecimal() & 0x3ff));
        return in_utf8(code);
    }

    // What stands behind the u of an escape.
    unsigned long parse_hexadecimal() {
        const std::string digits = text.substr(text.find('u', at) + 1, 4);
        if (digits.size() < 4 ||
            digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos)
            fail("an escape needs four digits");
        at = text.find('u', at) + 5;
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

std::string quote(const std::string &text) {
    std::string quoted = "\"";
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            quoted += '\\';
        if (code >= 0x20) {
            quoted += c;
            continue;
        }
        char escape[8];
        std::snprintf(escape, sizeof escape, "\\u%04x", code);
        quoted += escape;
    }
    return quoted + '"';
}

} // namespace anonshm_tool
