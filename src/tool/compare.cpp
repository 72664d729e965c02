// SPDX-License-Identifier: MIT
#include "compare.h"

#include "catalogue.h"
#include "render.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace anonshm_tool {

namespace {

// The names of both, each once, in the order of the reports; and what each report has of a
// name, or null. A report may have any number of facts: a search for each would take for ever.
template <class Entries>
class in_either {
public:
    using entry = typename Entries::value_type;

    template <class Name>
    in_either(const Entries &a, const Entries &b, Name name_of) {
        const Entries *const both[] = {&a, &b};
        for (size_t i = 0; i < 2; i++)
            for (const entry &e : *both[i]) {
                auto &pair = entries[name_of(e)];
                if (!pair[0] && !pair[1])
                    names.push_back(name_of(e));
                pair[i] = &e;
            }
    }

    std::vector<std::string> names;
    std::unordered_map<std::string, std::array<const entry *, 2>> entries;
};

section side_by_side(const char *title) {
    return {title, {"", "A", "B"}, {}};
}

void add_if_different(section &s, const std::string &name, const std::string &a,
                      const std::string &b) {
    if (a != b)
        s.rows.push_back({name, a, b});
}

std::string words_of(const fact *f) {
    if (!f)
        return "-";
    const bool in_units = is_measurement(f->id) && f->value.is == json::kind::number;
    return (in_units ? f->detail : in_words(f->value)) + " (" + f->evidence + ")";
}

// A fact differs by its value; its evidence is shown, but is no difference.
section facts_section(const report &a, const report &b, const char *title, bool measurements) {
    section s = side_by_side(title);
    const in_either<std::vector<fact>> facts(a.facts, b.facts,
                                             [](const fact &f) { return f.id; });
    for (const std::string &id : facts.names) {
        const auto [one, two] = facts.entries.at(id);
        if (is_measurement(id) == measurements && (!one || !two || one->value != two->value))
            s.rows.push_back({id, words_of(one), words_of(two)});
    }
    return s;
}

// A report written by a configure has tried no method, so it contradicts none.
section methods_section(const report &a, const report &b) {
    section s = side_by_side("Methods");
    const words_by_name states_of_a = states_of_methods(a), states_of_b = states_of_methods(b);
    const in_either<words_by_name> methods(states_of_a, states_of_b,
                                           [](const auto &state) { return state.first; });
    for (const std::string &name : methods.names) {
        const auto [one, two] = methods.entries.at(name);
        const std::string of_one = one ? one->second : "-", of_two = two ? two->second : "-";
        if (of_one != not_tried && of_two != not_tried)
            add_if_different(s, name, of_one, of_two);
    }
    return s;
}

section chain_section(const report &a, const report &b) {
    section s = side_by_side("Chain, best first");
    const auto link = [](const std::vector<std::string> &chain, size_t i) {
        return i < chain.size() ? chain[i] : "-";
    };
    if (a.chain != b.chain)
        for (size_t i = 0; i < std::max(a.chain.size(), b.chain.size()); i++)
            s.rows.push_back({std::to_string(i + 1), link(a.chain, i), link(b.chain, i)});
    return s;
}

std::string member_in_words(const json &object, const char *name) {
    return object.is == json::kind::object ? in_words(object[name]) : "-";
}

// What the reports are about, not their content.
section origins_section(const report &a, const report &b) {
    section s = side_by_side("System and toolchain (not counted)");
    for (const char *name : {"name", "release", "machine", "page_size", "emulator", "kernel"})
        add_if_different(s, name, member_in_words(a.system, name),
                         member_in_words(b.system, name));
    for (const auto &member : a.toolchain.members)
        add_if_different(s, member.first, in_words(member.second),
                         in_words(b.toolchain[member.first]));
    return s;
}

} // namespace

differences compare_reports(const report &a, const report &b) {
    const section facts = facts_section(a, b, "Facts", false), methods = methods_section(a, b);
    const size_t count = facts.rows.size() + methods.rows.size() + (a.chain != b.chain);
    std::string text;
    for (const section &s :
         {facts, methods, chain_section(a, b),
          facts_section(a, b, "Measurements (not counted)", true), origins_section(a, b)})
        text += s.rows.empty() ? "" : "\n" + text_of_table(s, true, false);
    return {text, count};
}

} // namespace anonshm_tool
