// SPDX-License-Identifier: MIT
// What a report begins with: what the library gives here, why nothing better, what changes it.

#include "summary.h"

#include "remedies.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace anonshm_tool {

namespace {

std::string with_unit(const json &bytes) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f MiB",
                  std::strtod(bytes.text.c_str(), nullptr) / (1 << 20));
    return text;
}

std::string is_or_not(const json &value, const char *what) {
    if (value.is == json::kind::null)
        return std::string(", ") + what + ": unknown";
    return (value.text == "true" ? ", " : ", not ") + std::string(what);
}

std::string room_of(const json &served) {
    if (served["total_bytes"].is == json::kind::null)
        return served["in_memory"].text == "true" ? ", no limit but memory" : "";
    return ", " + with_unit(served["free_bytes"]) + " free of " +
           with_unit(served["total_bytes"]);
}

std::string name_or(const json &text, const char *otherwise) {
    return text.is == json::kind::null ? otherwise : text.text;
}

std::string what_is_served(const report &r) {
    const json &served = r.served;
    if (served.is == json::kind::null)
        return not_tried;
    if (served["error"].is != json::kind::null)
        return "nothing: " + served["call"].text + "() gives " + served["error"].text;
    const json &directory = served["directory"];
    return name_or(served["method"], "an object of an unknown method") +
           (directory.is == json::kind::null ? "" : " in " + directory.text) +
           (served["in_memory"].text == "true"    ? ", in memory"
            : served["in_memory"].text == "false" ? ", on a disk"
                                                  : "") +
           (served["file_system"].is == json::kind::null
                ? ""
                : " (" + served["file_system"].text + ")") +
           is_or_not(served["sealable"], "sealable") +
           is_or_not(served["executable"], "executable") + room_of(served);
}

// Those of the chain that come before the one that served, or all.
std::vector<const method *> refused_before(const report &r) {
    const std::string serving = serving_method(r);
    std::vector<const method *> refused;
    for (const std::string &name : r.chain) {
        if (name == serving)
            break;
        for (const method &m : r.methods)
            if (m.name == name && !m.error.empty() &&
                refused.size() < 32) // a report may have any number of methods
                refused.push_back(&m);
    }
    return refused;
}

void add_once(words_by_name &rows, const char *key, const std::string &text) {
    const std::pair<std::string, std::string> row = {key, text};
    if (!text.empty() && std::find(rows.begin(), rows.end(), row) == rows.end())
        rows.push_back(row);
}

void add_if_known(words_by_name &rows, const char *key, const std::string &text) {
    if (!text.empty())
        rows.emplace_back(key, text);
}

std::string room_in_dev_shm(const report &r) {
    const fact *const free = find_fact(r, "free_bytes:/dev/shm");
    const fact *const total = find_fact(r, "total_bytes:/dev/shm");
    if (!free || !total)
        return "";
    if (total->value.is != json::kind::number)
        return total->detail == "no limit" ? "no limit" : "";
    const bool few = total->value.text == "67108864";
    return with_unit(free->value) + " free of " + with_unit(total->value) +
           (few ? ": that is the default of containers, and little" : "");
}

std::string huge_pages(const report &r) {
    const fact *const free = find_fact(r, "huge_pages_free");
    const fact *const total = find_fact(r, "huge_pages");
    if (!free || !total || total->value.is != json::kind::number)
        return "";
    if (total->value.text == "0")
        return "none: with ANONSHM_HUGE there is an object, and mmap gives ENOMEM";
    return in_words(free->value) + " free of " + total->value.text;
}

} // namespace

words_by_name summary_of(const report &r) {
    const char why[] = "why not better", change[] = "what to change";
    words_by_name rows = {{"what you get", what_is_served(r)}}, changes;
    if (r.served.is == json::kind::null)
        return rows;
    const auto explain = [&](const std::string &what, const remedy &m) {
        const char *const between = what.empty() || *m.cause == '\0' ? "" : ": ";
        add_once(rows, why, what + between + m.cause);
        add_once(changes, change, m.change);
    };
    for (const method *m : refused_before(r))
        explain(m->name + " is refused with " + m->error, remedy_for(r, m->name, m->error));
    const std::string error = r.served["error"].text;
    if (rows.size() == 1 && !error.empty())
        explain("the call ended with " + error, remedy_for(r, "memfd", error));
    for (const remedy &m : remarks_on(r))
        explain("", m);
    if (rows.size() == 1)
        rows.emplace_back(why, "nothing better was refused");
    if (changes.empty())
        changes.emplace_back(change, "nothing");
    rows.insert(rows.end(), changes.begin(), changes.end());
    add_if_known(rows, "/dev/shm", room_in_dev_shm(r));
    add_if_known(rows, "huge pages", huge_pages(r));
    return rows;
}

} // namespace anonshm_tool
