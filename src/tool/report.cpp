// SPDX-License-Identifier: MIT
#include "report.h"

#include <algorithm>

namespace anonshm_tool {

const fact *find_fact(const report &r, const std::string &id) {
    const auto found =
        std::find_if(r.facts.begin(), r.facts.end(), [&](const fact &f) { return f.id == id; });
    return found == r.facts.end() ? nullptr : &*found;
}

std::unordered_map<std::string, const fact *> facts_by_id(const report &r) {
    std::unordered_map<std::string, const fact *> facts;
    for (const fact &f : r.facts)
        facts.emplace(f.id, &f);
    return facts;
}

std::string serving_method(const report &r) {
    return r.served["method"].text;
}

std::string in_words(const json &value) {
    switch (value.is) {
    case json::kind::null:
        return "unknown";
    case json::kind::boolean:
        return value.text == "true" ? "yes" : "no";
    case json::kind::string:
        return value.text.empty() ? "none" : value.text;
    default:
        return value.text;
    }
}

} // namespace anonshm_tool
