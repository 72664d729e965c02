#include "report.h"

#include "anonshm_built_in.h"
#include "anonshm_catalogue.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace anonshm_tool {

namespace {

const json &member(const json &object, const char *name, json::kind kind) {
    const json &value = object[name];
    if (value.is != kind)
        throw std::runtime_error(std::string("\"") + name +
                                 "\" is missing or of the wrong kind");
    return value;
}

fact read_fact(const std::string &id, const json &from) {
    return {id, from["value"], member(from, "evidence", json::kind::string).text,
            member(from, "detail", json::kind::string).text};
}

method read_method(const json &from) {
    return {member(from, "name", json::kind::string).text, from["available"],
            from["error"].text};
}

std::string without_argument(const std::string &id) {
    return id.substr(0, id.find(':'));
}

} // namespace

report read_report(const std::string &text) {
    const json file = parse_json(text);
    const std::string &schema = member(file, "schema", json::kind::string).text;
    if (schema != "anonshm-report/1")
        throw std::runtime_error("the format is \"" + schema +
                                 "\"; this program reads anonshm-report/1");
    report r;
    r.system = member(file, "system", json::kind::object).members;
    r.toolchain = member(file, "toolchain", json::kind::object).members;
    for (const auto &entry : member(file, "facts", json::kind::object).members)
        r.facts.push_back(read_fact(entry.first, entry.second));
    for (const auto &entry : member(file, "methods", json::kind::array).items)
        r.methods.push_back(read_method(entry));
    for (const auto &entry : member(file, "chain", json::kind::array).items)
        r.chain.push_back(entry.text);
    return r;
}

report read_report_file(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
        throw std::runtime_error(path + ": cannot be read");
    try {
        return read_report(text.str());
    } catch (const std::runtime_error &error) {
        throw std::runtime_error(path + ": not a report: " + error.what());
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
            if (m.name == name && m.available.text == "true" && name != "temporary_file")
                return name;
    return "";
}

namespace {

struct entry {
    fact_kind kind;
    const char *id;
    const char *text;
};

const entry catalogue[] = {
#define FUNCTION fact_kind::function
#define LIBRARY fact_kind::library
#define MACRO fact_kind::macro
#define NUMBER fact_kind::number
#define BEHAVIOUR fact_kind::behaviour
#define MACHINE fact_kind::machine
#define FACT(kind, id, text) {kind, id, text},
    ANONSHM_FACTS(FACT)
#define METHOD(name, text) {fact_kind::other, "method:" name, text},
        ANONSHM_METHODS(METHOD)};

const entry *look_up(const std::string &id) {
    for (const entry &e : catalogue)
        if (id == e.id)
            return &e;
    return nullptr;
}

} // namespace

fact_kind kind_of(const std::string &id) {
    const entry *known = look_up(without_argument(id));
    return known ? known->kind : fact_kind::other;
}

std::string text_of_fact(const std::string &id) {
    const entry *known = look_up(without_argument(id));
    return known ? known->text : "";
}

std::string text_of_method(const std::string &name) {
    const entry *known = look_up("method:" + name);
    return known ? known->text : "";
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
