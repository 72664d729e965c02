// SPDX-License-Identifier: MIT
// What a report begins with: what the library gives here, why nothing better, what changes it.

#include "summary.h"

#include "remedies.h"
#include "text.h"

#include <algorithm>

namespace anonshm_tool {

namespace {

std::string is_or_not(const json &value, const char *what) {
    if (value.is == json::kind::null)
        return std::string(", ") + what + ": unknown";
    return (value.text == "true" ? ", " : ", not ") + std::string(what);
}

std::string room_of(const json &served) {
    if (served["total_bytes"].is == json::kind::null)
        return served["in_memory"].text == "true" ? ", no limit but memory" : "";
    const json &free = served["free_bytes"];
    const bool known = free.is == json::kind::number;
    return ", " + (known ? bytes_in_words(free.text) : "an unknown part") + " free of " +
           bytes_in_words(served["total_bytes"].text);
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

void add_if_known(named_cells &rows, const char *key, const std::string &text) {
    if (!text.empty())
        rows.emplace_back(key, text);
}

void add_once(named_cells &rows, const char *key, const std::string &text) {
    const bool is_there = std::any_of(rows.begin(), rows.end(), [&](const auto &row) {
        return row.first == key && row.second.text == text;
    });
    add_if_known(rows, key, is_there ? "" : text);
}

std::string room_in_dev_shm(const report &r) {
    const fact *const free = find_fact(r, "free_bytes:/dev/shm");
    const fact *const total = find_fact(r, "total_bytes:/dev/shm");
    if (!free || !total)
        return "";
    if (total->value.is != json::kind::number)
        return total->detail == "no limit" ? "no limit" : "";
    const bool few = total->value.text == "67108864";
    return value_in_words(*free) + " free of " + value_in_words(*total) +
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

tone tone_of_served(const json &served) {
    if (served["error"].is != json::kind::null)
        return tone::bad;
    return served["in_memory"].text == "true" ? tone::good : tone::doubtful;
}

named_cells summary_of(const report &r) {
    const char why[] = "why not better", change[] = "what to change";
    named_cells rows = {{"what you get", {what_is_served(r), tone_of_served(r.served)}}},
                changes;
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
    return rows;
}

} // namespace

named_cells summary_and_room_of(const report &r) {
    named_cells rows = summary_of(r);
    if (r.served.is != json::kind::null) {
        add_if_known(rows, "/dev/shm", room_in_dev_shm(r));
        add_if_known(rows, "huge pages", huge_pages(r));
    }
    return rows;
}

named_cells summary_in_lines_of(const report &r) {
    named_cells lines;
    for (const auto &row : summary_of(r))
        if (!lines.empty() && lines.back().first == row.first)
            lines.back().second.text += "; " + row.second.text;
        else
            lines.push_back(row);
    return lines;
}

} // namespace anonshm_tool
