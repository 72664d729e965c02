#include "compare.h"

#include "catalogue.h"
#include "render.h"

#include <algorithm>

namespace anonshm_tool {

namespace {

using words = std::vector<std::string>;

// The names of both, each once, in the order of the reports.
template <class Entries, class Name>
words names_in_either(const Entries &a, const Entries &b, Name name_of) {
    words names;
    for (const Entries *entries : {&a, &b})
        for (const auto &entry : *entries)
            if (std::find(names.begin(), names.end(), name_of(entry)) == names.end())
                names.push_back(name_of(entry));
    return names;
}

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
    for (const std::string &id :
         names_in_either(a.facts, b.facts, [](const fact &f) { return f.id; })) {
        const fact *one = find_fact(a, id), *two = find_fact(b, id);
        if (is_measurement(id) == measurements && (!one || !two || one->value != two->value))
            s.rows.push_back({id, words_of(one), words_of(two)});
    }
    return s;
}

// A report written by a configure has tried no method, so it contradicts none.
section methods_section(const report &a, const report &b) {
    section s = side_by_side("Methods");
    const auto name = [](const method &m) { return m.name; };
    for (const std::string &method : names_in_either(a.methods, b.methods, name)) {
        const std::string one = state_of(method, a), two = state_of(method, b);
        if (one != not_tried && two != not_tried)
            add_if_different(s, method, one, two);
    }
    return s;
}

section chain_section(const report &a, const report &b) {
    section s = side_by_side("Chain, best first");
    const auto link = [](const words &chain, size_t i) {
        return i < chain.size() ? chain[i] : "-";
    };
    if (a.chain != b.chain)
        for (size_t i = 0; i < std::max(a.chain.size(), b.chain.size()); i++)
            s.rows.push_back({std::to_string(i + 1), link(a.chain, i), link(b.chain, i)});
    return s;
}

// What the reports are about, not their content.
section origins_section(const report &a, const report &b) {
    section s = side_by_side("System and toolchain (not counted)");
    const auto key = [](const auto &member) { return member.first; };
    for (auto part : {&report::system, &report::toolchain})
        for (const std::string &name :
             names_in_either((a.*part).members, (b.*part).members, key))
            add_if_different(s, name, in_words((a.*part)[name]), in_words((b.*part)[name]));
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
