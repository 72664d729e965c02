#include "report.h"

#include "catalogue.h"

#include "anonshm_built_in.h"
#include <anonshm/anonshm.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <stdexcept>

namespace anonshm_tool {

namespace {

using kind = json::kind;
using kinds = std::initializer_list<kind>;

constexpr kinds scalar = {kind::null, kind::boolean, kind::number, kind::string};

void check(const json &value, const std::string &name, const kinds &possible) {
    if (std::find(possible.begin(), possible.end(), value.is) == possible.end())
        throw std::runtime_error("not a report: \"" + name +
                                 "\" is missing or of the wrong kind");
}

const json &member(const json &object, const char *name, const kinds &possible) {
    const json &value = object[name];
    check(value, name, possible);
    return value;
}

const json &object_of_scalars(const json &object, const char *name) {
    const json &value = member(object, name, {kind::object});
    for (const auto &entry : value.members)
        check(entry.second, entry.first, scalar);
    return value;
}

std::string text_of(const json &value, const char *name) {
    check(value, name, {kind::string});
    return value.text;
}

fact read_fact(const std::string &id, const json &from) {
    return {id, member(from, "value", scalar), text_of(from["evidence"], "evidence"),
            text_of(from["detail"], "detail")};
}

method read_method(const json &from) {
    return {text_of(from["name"], "name"),
            member(from, "available", {kind::null, kind::boolean}),
            member(from, "error", {kind::null, kind::string}).text};
}

// The number grows with every change that concerns a reader.
void check_schema(const std::string &theirs) {
    const std::string ours = "anonshm-report/1";
    if (theirs == ours)
        return;
    const bool report = theirs.compare(0, ours.size() - 1, ours, 0, ours.size() - 1) == 0;
    throw std::runtime_error("the format is \"" + theirs + "\"; this program reads " + ours +
                             (!report         ? ""
                              : theirs < ours ? ": make the report again"
                                              : ": a newer program can read it"));
}

// Not by a stream, to which an empty file and a directory are the same.
std::string read_file(const std::string &path) {
    std::string text;
    FILE *const file = std::fopen(path.c_str(), "rb");
    if (file) {
        char part[4096];
        size_t size = 0;
        do {
            size = std::fread(part, 1, sizeof part, file);
            text.append(part, size);
        } while (size == sizeof part);
    }
    const int error = !file || std::ferror(file) ? errno : 0;
    if (file)
        std::fclose(file);
    if (error != 0)
        throw std::runtime_error(std::string("cannot be read: ") + std::strerror(error));
    return text;
}

} // namespace

report read_report(const std::string &text) {
    const json file = parse_json(text);
    check_schema(text_of(file["schema"], "schema"));
    report r;
    r.system = object_of_scalars(file, "system");
    r.toolchain = object_of_scalars(file, "toolchain");
    for (const auto &entry : member(file, "facts", {kind::object}).members)
        r.facts.push_back(read_fact(entry.first, entry.second));
    for (const auto &entry : member(file, "methods", {kind::array}).items)
        r.methods.push_back(read_method(entry));
    for (const auto &entry : member(file, "chain", {kind::array}).items)
        r.chain.push_back(text_of(entry, "chain"));
    return r;
}

report read_report_file(const std::string &path) {
    try {
        return read_report(read_file(path));
    } catch (const std::runtime_error &error) {
        throw std::runtime_error(path + ": " + error.what());
    }
}

report built_in_report() {
    return read_report(ANONSHM_BUILT_IN_REPORT);
}

const fact *find_fact(const report &r, const std::string &id) {
    const auto found =
        std::find_if(r.facts.begin(), r.facts.end(), [&](const fact &f) { return f.id == id; });
    return found == r.facts.end() ? nullptr : &*found;
}

std::string serving_method(const report &r) {
    for (const std::string &name : r.chain)
        for (const method &m : r.methods)
            if (m.name == name && m.available.text == "true" &&
                !(flags_needed_by(name) & ANONSHM_ALLOW_DISK))
                return name;
    return "";
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
