// SPDX-License-Identifier: MIT
#include "catalogue.h"

#include "anonshm_catalogue.h"
#include "anonshm_methods.h"
#include <anonshm/anonshm.h>

namespace anonshm_tool {

namespace {

// No flag of a caller: the library sets its own when anonshm_create() has given a size. Here it
// is any bit that the public flags leave free.
#define ANONSHM_SIZED 0x80000000u

struct fact_entry {
    fact_kind kind;
    const char *name;
    const char *description;
};

const fact_entry facts[] = {
#define FACT(kind, id, description) {fact_kind::kind, id, description},
    ANONSHM_FACTS(FACT)
#undef FACT
};

struct method_entry {
    const char *name;
    unsigned needs;
    const char *description;
};

const method_entry methods[] = {
#define METHOD(name, needs, offers, description) {#name, needs, description},
    ANONSHM_METHODS(METHOD)
#undef METHOD
};

template <class Entries>
auto find_entry(const Entries &entries, const std::string &name) -> decltype(&*entries) {
    for (const auto &entry : entries)
        if (name == entry.name)
            return &entry;
    return nullptr;
}

std::string without_argument(const std::string &id) {
    return id.substr(0, id.find(':'));
}

unsigned needs_of(const std::string &method) {
    const method_entry *const known = find_entry(methods, method);
    return known ? known->needs : 0;
}

} // namespace

fact_kind kind_of(const std::string &id) {
    const fact_entry *const known = find_entry(facts, without_argument(id));
    return known ? known->kind : fact_kind::OTHER;
}

std::string description_of_fact(const std::string &id) {
    const fact_entry *const known = find_entry(facts, without_argument(id));
    return known ? known->description : "";
}

std::vector<std::string> names_of_facts() {
    std::vector<std::string> names;
    for (const fact_entry &entry : facts)
        names.emplace_back(entry.name);
    return names;
}

bool is_measurement(const std::string &id) {
    const std::string name = without_argument(id);
    for (const char *measured : {"free_bytes", "total_bytes", "huge_pages", "huge_pages_free"})
        if (name == measured)
            return true;
    return false;
}

bool is_size(const std::string &id) {
    const std::string name = without_argument(id);
    return name == "free_bytes" || name == "total_bytes";
}

std::string description_of_method(const std::string &name) {
    const method_entry *const known = find_entry(methods, name);
    return known ? known->description : "";
}

unsigned flags_needed_by(const std::string &method) {
    return needs_of(method) & ~ANONSHM_SIZED;
}

bool needs_size(const std::string &method) {
    return (needs_of(method) & ANONSHM_SIZED) != 0;
}

} // namespace anonshm_tool
