// SPDX-License-Identifier: MIT
// JSON, as far as reports need it. Our own, since the program has to build on a bare machine.

#ifndef ANONSHM_TOOL_JSON_H
#define ANONSHM_TOOL_JSON_H

#include <string>
#include <utility>
#include <vector>

namespace anonshm_tool {

struct json {
    enum class kind { null, boolean, number, string, array, object };

    kind is = kind::null;
    std::string text; // true, false, the number as it is written, or the string
    std::vector<json> items;
    std::vector<std::pair<std::string, json>> members; // in the order of the file

    static json boolean(bool b) { return {kind::boolean, b ? "true" : "false", {}, {}}; }
    static json number(std::string digits) { return {kind::number, std::move(digits), {}, {}}; }
    static json string(std::string s) { return {kind::string, std::move(s), {}, {}}; }
    static json array(std::vector<json> all) { return {kind::array, "", std::move(all), {}}; }
    static json object(std::vector<std::pair<std::string, json>> all) {
        return {kind::object, "", {}, std::move(all)};
    }

    // The member of that name; null, or the value null, where there is none.
    const json *find(const std::string &name) const;
    const json &operator[](const std::string &name) const;

    bool operator==(const json &other) const;
    bool operator!=(const json &other) const { return !(*this == other); }
};

// Throws std::runtime_error with line and column where the text is not JSON (RFC 8259, in
// UTF-8). Stricter than that: no name twice in an object, no half of a surrogate pair, and no
// more than 32 objects and arrays inside each other. The same is valid for
// scripts/support/reports.py.
json parse_json(const std::string &text);

// On one line; and with the members, and the objects of arrays, on lines of their own down to
// that depth.
std::string compact(const json &value);
std::string laid_out(const json &value, size_t depth, size_t indent = 0);

// Of a string, with its quotes: valid whatever the string, and without a control character.
std::string quote(const std::string &text);

} // namespace anonshm_tool

#endif
