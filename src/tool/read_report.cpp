// SPDX-License-Identifier: MIT
// A file of the format anonshm-report/2, which may come from anywhere. What is checked is what
// anonshm-report.schema.json describes; tests/tool/test_readers.py holds the two together.

#include "report.h"

#include "text.h"

#include "anonshm_built_in.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <stdexcept>

namespace anonshm_tool {

namespace {

using kind = json::kind;

constexpr size_t max_bytes = 4u << 20;

[[noreturn]] void refuse(const std::string &place, const std::string &why) {
    throw std::runtime_error("not a report: " + shortened(quote(place), 120) + " " + why);
}

std::string member_of(const std::string &place, const std::string &name) {
    return place.empty() ? name : place + "." + name;
}

// -- What a value may be -------------------------------------------------------------------

constexpr char digits[] = "0123456789";
constexpr char lower_case[] = "abcdefghijklmnopqrstuvwxyz";
constexpr char upper_case[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool consists_of(const std::string &text, const std::string &possible) {
    return text.find_first_not_of(possible) == std::string::npos;
}

bool is_one_of(const std::string &word, std::initializer_list<const char *> words) {
    return std::any_of(words.begin(), words.end(), [&](const char *w) { return word == w; });
}

bool is_null(const json &v) {
    return v.is == kind::null;
}

bool is_boolean_or_null(const json &v) {
    return is_null(v) || v.is == kind::boolean;
}

bool is_string(const json &v) {
    return v.is == kind::string;
}

bool is_text(const json &v) {
    return is_string(v) && !v.text.empty();
}

bool is_text_or_null(const json &v) {
    return is_null(v) || is_text(v);
}

// Of at most 20 digits, which every count of bytes fits in.
bool is_integer(const json &v) {
    const size_t sign = v.text.compare(0, 1, "-") == 0;
    const std::string number = v.text.substr(sign);
    return v.is == kind::number && consists_of(number, digits) && number.size() <= 20 &&
           v.text != "-0";
}

bool is_scalar(const json &v) {
    return is_boolean_or_null(v) || is_string(v) || is_integer(v);
}

bool is_bytes_or_null(const json &v) {
    return is_null(v) || (is_integer(v) && v.text[0] != '-');
}

bool is_page_size(const json &v) {
    return is_bytes_or_null(v) && v.text != "0";
}

bool is_name(const json &v) {
    return is_text(v) && std::string(lower_case).find(v.text[0]) != std::string::npos &&
           consists_of(v.text, std::string(lower_case) + digits + "_");
}

bool is_name_or_null(const json &v) {
    return is_null(v) || is_name(v);
}

// EPERM, SIGSYS, SIGRTMIN+1
bool is_error(const json &v) {
    const std::string allowed = std::string(upper_case) + digits;
    const std::string &word = v.text;
    const bool of_errno =
        word.size() > 1 && word[0] == 'E' && consists_of(word.substr(1), allowed);
    const bool of_signal = word.size() > 3 && word.compare(0, 3, "SIG") == 0 &&
                           consists_of(word.substr(3), allowed + "+");
    return is_null(v) || (is_string(v) && (of_errno || of_signal));
}

bool is_evidence(const json &v) {
    return is_string(v) && is_one_of(v.text, {"declared", "linked", "ran", "emulated",
                                              "predicted", "preset", "unknown"});
}

bool is_scope(const json &v) {
    return is_string(v) && is_one_of(v.text, {"toolchain", "platform", "machine"});
}

bool is_call(const json &v) {
    return is_string(v) && is_one_of(v.text, {"shm_open_anon", "anonshm_create"});
}

bool is_endian(const json &v) {
    return is_null(v) || (is_string(v) && is_one_of(v.text, {"little", "big"}));
}

bool is_pointer_bits(const json &v) {
    return is_null(v) || (v.is == kind::number && is_one_of(v.text, {"16", "32", "64", "128"}));
}

// Numbers with points between: at least two, or with anything behind the second.
bool begins_as_version(const json &v) {
    const size_t point = v.text.find_first_not_of(digits);
    return is_string(v) && point != 0 && point != std::string::npos && v.text[point] == '.' &&
           point + 1 < v.text.size() && consists_of(v.text.substr(point + 1, 1), digits);
}

bool is_version(const json &v) {
    return begins_as_version(v) && consists_of(v.text, std::string(digits) + ".") &&
           v.text.find("..") == std::string::npos && v.text.back() != '.';
}

// 2026-11-26T01:46:40Z
bool is_time(const json &v) {
    std::string form = v.text;
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    std::replace_if(form.begin(), form.end(), is_digit, '0');
    return is_string(v) && form == "0000-00-00T00:00:00Z";
}

// With an argument, or without: free_bytes:/tmp
bool is_id(const std::string &id) {
    const std::string letters = std::string(lower_case) + upper_case;
    const size_t colon = std::min(id.find(':'), id.size());
    const std::string name = id.substr(0, colon);
    return !name.empty() && letters.find(name[0]) != std::string::npos &&
           consists_of(name, letters + digits + "_") && colon + 1 != id.size() &&
           id.find(':', colon + 1) == std::string::npos;
}

bool is_object(const json &v) {
    return v.is == kind::object;
}

bool is_array(const json &v) {
    return v.is == kind::array;
}

bool is_object_or_null(const json &v) {
    return is_null(v) || is_object(v);
}

// -- Objects -------------------------------------------------------------------------------

struct member_rule {
    const char *name;
    bool (*is_valid)(const json &);
};

using rules = std::initializer_list<member_rule>;

void check_member(const json &value, const std::string &place, bool (*is_valid)(const json &)) {
    const bool nested = is_object(value) || is_array(value);
    const std::string shown = is_string(value) ? quote(value.text) : value.text;
    if (!is_valid(value))
        refuse(place, "is invalid" + (nested ? "" : ": " + shortened(shown, 60)));
}

// The members that the rules name, which must all be there; the others are left out.
json read_object(const json &from, const std::string &place, const rules &members) {
    check_member(from, place, is_object);
    json object;
    object.is = kind::object;
    for (const member_rule &rule : members) {
        const std::string here = member_of(place, rule.name);
        const json *const value = from.find(rule.name);
        if (!value)
            refuse(here, "is missing");
        check_member(*value, here, rule.is_valid);
        object.members.emplace_back(rule.name, *value);
    }
    return object;
}

const rules system_members = {
    {"name", is_text_or_null},   {"release", is_text_or_null},  {"machine", is_text_or_null},
    {"page_size", is_page_size}, {"emulator", is_text_or_null}, {"kernel", is_text_or_null},
    {"sandbox", is_object},
};

const rules toolchain_members = {
    {"compiler", is_text},
    {"flags", is_text_or_null},
    {"os", is_text_or_null},
    {"arch", is_text_or_null},
    {"libc", is_text_or_null},
    {"endian", is_endian},
    {"pointer_bits", is_pointer_bits},
    {"cmake", begins_as_version},
};

const rules served_members = {
    {"call", is_call},
    {"method", is_name_or_null},
    {"error", is_error},
    {"sealable", is_boolean_or_null},
    {"executable", is_boolean_or_null},
    {"in_memory", is_boolean_or_null},
    {"file_system", is_text_or_null},
    {"directory", is_text_or_null},
    {"free_bytes", is_bytes_or_null},
    {"total_bytes", is_bytes_or_null},
};

json read_system(const json &from) {
    if (is_null(from))
        return from;
    json system = read_object(from, "system", system_members);
    for (const auto &word : system["sandbox"].members)
        check_member(word.second, "system.sandbox." + word.first, is_scalar);
    return system;
}

json read_served(const json &from) {
    return is_null(from) ? from : read_object(from, "served", served_members);
}

// -- Facts, methods, chain -----------------------------------------------------------------

fact read_fact(const std::string &id, const json &from) {
    const std::string place = "facts." + id;
    if (!is_id(id))
        refuse(place, "is an invalid id");
    const json read = read_object(from, place,
                                  {{"value", is_scalar},
                                   {"evidence", is_evidence},
                                   {"scope", is_scope},
                                   {"detail", is_string}});
    const fact f = {id,
                    read["value"],
                    read["evidence"].text,
                    read["scope"].text,
                    read["detail"].text,
                    from["predicted"]};
    const bool unknown = is_null(f.value), may_be = f.evidence == "preset";
    if ((f.evidence == "unknown") != unknown && !(unknown && may_be))
        refuse(place + ".value", "and the evidence contradict each other");
    if (const json *const predicted = from.find("predicted"))
        check_member(*predicted, place + ".predicted",
                     [](const json &v) { return is_scalar(v) && !is_null(v); });
    return f;
}

method read_method(const json &from, const std::string &place) {
    const json read = read_object(from, place,
                                  {{"name", is_name},
                                   {"available", is_boolean_or_null},
                                   {"error", is_error},
                                   {"evidence", is_evidence}});
    if (read["available"].text != "false" && !is_null(read["error"]))
        refuse(place + ".error", "is of a method that was not refused");
    return {read["name"].text, read["available"], read["error"].text, read["evidence"].text};
}

std::vector<fact> read_facts(const json &from) {
    std::vector<fact> facts;
    facts.reserve(from.members.size());
    for (const auto &entry : from.members)
        facts.push_back(read_fact(entry.first, entry.second));
    if (facts.empty())
        refuse("facts", "is empty");
    return facts;
}

std::vector<method> read_methods(const json &from) {
    std::vector<method> methods;
    methods.reserve(from.items.size());
    for (const json &entry : from.items)
        methods.push_back(read_method(entry, "methods." + std::to_string(methods.size())));
    return methods;
}

std::vector<std::string> read_chain(const json &from) {
    std::vector<std::string> chain;
    for (const json &entry : from.items) {
        check_member(entry, "chain." + std::to_string(chain.size()), is_name);
        chain.push_back(entry.text);
    }
    std::vector<std::string> sorted = chain;
    std::sort(sorted.begin(), sorted.end());
    if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end())
        refuse("chain", "has a method twice");
    return chain;
}

// -- The file ------------------------------------------------------------------------------

// The number grows with every change that concerns a reader.
void check_schema(const json &file) {
    const std::string family = "anonshm-report/", number = "2", ours = family + number;
    const json &schema = file["schema"];
    if (!is_string(schema))
        refuse("schema", "is missing");
    if (schema.text == ours)
        return;
    const std::string theirs = schema.text.compare(0, family.size(), family) == 0
                                   ? schema.text.substr(family.size())
                                   : "";
    const bool is_number =
        !theirs.empty() && (theirs == "0" || theirs[0] != '0') && consists_of(theirs, digits);
    throw std::runtime_error("the format is " + shortened(quote(schema.text), 60) +
                             "; this program reads " + ours +
                             (!is_number ? ""
                              : theirs.size() > 1 || theirs > number
                                  ? ": a newer program can read it"
                                  : ": make the report again, with a program of this version"));
}

[[noreturn]] void refuse_file(int error) {
    throw std::runtime_error(std::string("cannot be read: ") + std::strerror(error));
}

// As much as may be read, and a little more where there is too much. Not by a stream, to which
// an empty file and a directory are the same.
std::string read_all(FILE *file) {
    std::string text;
    char part[4096];
    size_t size = 0;
    do {
        size = std::fread(part, 1, sizeof part, file);
        text.append(part, size);
    } while (size == sizeof part && text.size() <= max_bytes);
    if (std::ferror(file))
        refuse_file(errno);
    return text;
}

struct closer {
    void operator()(FILE *file) const { std::fclose(file); }
};

// - is standard input.
std::string read_file(const std::string &path) {
    if (path == "-")
        return read_all(stdin);
    const std::unique_ptr<FILE, closer> file(std::fopen(path.c_str(), "rb"));
    if (!file)
        refuse_file(errno);
    return read_all(file.get());
}

} // namespace

report read_report(const std::string &text) {
    if (text.size() > max_bytes)
        throw std::runtime_error("not a report: larger than 4 MiB");
    const json file = parse_json(text);
    check_schema(file);
    const json members = read_object(file, "",
                                     {{"anonshm", is_version},
                                      {"time", is_time},
                                      {"system", is_object_or_null},
                                      {"toolchain", is_object},
                                      {"facts", is_object},
                                      {"methods", is_array},
                                      {"chain", is_array},
                                      {"served", is_object_or_null}});
    return {members["anonshm"].text,
            members["time"].text,
            read_system(members["system"]),
            read_object(members["toolchain"], "toolchain", toolchain_members),
            read_facts(members["facts"]),
            read_methods(members["methods"]),
            read_chain(members["chain"]),
            read_served(members["served"])};
}

report read_report_file(const std::string &path) {
    try {
        return read_report(read_file(path));
    } catch (const std::runtime_error &error) {
        const std::string name = path == "-" ? "standard input" : path;
        throw std::runtime_error(name + ": " + error.what());
    }
}

report built_in_report() {
    return read_report(ANONSHM_BUILT_IN_REPORT);
}

} // namespace anonshm_tool
