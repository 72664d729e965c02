// SPDX-License-Identifier: MIT
#include "compare.h"

#include "catalogue.h"
#include "render_json.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace anonshm_tool {

namespace {

using pair = differences::pair;
using pairs = std::vector<pair>;

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
                auto &known = entries[name_of(e)];
                if (!known[0] && !known[1])
                    names.push_back(name_of(e));
                known[i] = &e;
            }
    }

    std::vector<std::string> names;
    std::unordered_map<std::string, std::array<const entry *, 2>> entries;
};

constexpr char absent[] = "-";

cell cell_of(const fact *f) {
    if (!f || f->evidence == "unknown")
        return f ? "unknown" : absent;
    return value_in_words(*f) + " (" + f->evidence + ")";
}

json json_or_null(const fact *f) {
    return f ? json_of(*f) : json();
}

// A fact differs by its value; its evidence is shown, but is no difference.
pairs different_facts(const report &a, const report &b, bool measurements) {
    pairs found;
    const in_either<std::vector<fact>> facts(a.facts, b.facts,
                                             [](const fact &f) { return f.id; });
    for (const std::string &id : facts.names) {
        const auto [one, two] = facts.entries.at(id);
        if (is_measurement(id) == measurements && (!one || !two || one->value != two->value))
            found.push_back(
                {id, json_or_null(one), json_or_null(two), cell_of(one), cell_of(two)});
    }
    return found;
}

pair pair_of_words(const std::string &name, const std::string &a, const std::string &b) {
    const auto word = [](const std::string &w) {
        return w == absent ? json() : json::string(w);
    };
    return {name, word(a), word(b), a, b};
}

// A report written by a configure has tried no method, so it contradicts none.
pairs different_methods(const report &a, const report &b) {
    pairs found;
    const named_cells states_of_a = states_of_methods(a), states_of_b = states_of_methods(b);
    const in_either<named_cells> methods(states_of_a, states_of_b,
                                         [](const auto &state) { return state.first; });
    for (const std::string &name : methods.names) {
        const auto [one, two] = methods.entries.at(name);
        const std::string of_one = one ? one->second.text : absent,
                          of_two = two ? two->second.text : absent;
        if (of_one != not_tried && of_two != not_tried && of_one != of_two)
            found.push_back(pair_of_words(name, of_one, of_two));
    }
    return found;
}

// A report may have any number of links; no library has as many as are shown.
pairs different_chains(const report &a, const report &b) {
    constexpr size_t most = 100;
    pairs found;
    const auto link = [](const std::vector<std::string> &chain, size_t i) {
        return i < chain.size() ? chain[i] : absent;
    };
    const size_t count = a.chain == b.chain ? 0 : std::max(a.chain.size(), b.chain.size());
    for (size_t i = 0; i < std::min(count, most); i++)
        found.push_back(
            pair_of_words(std::to_string(i + 1), link(a.chain, i), link(b.chain, i)));
    if (count > most)
        found.push_back(
            pair_of_words("and " + std::to_string(count - most) + " more", absent, absent));
    return found;
}

// A member that one of them lacks is null.
void add_members(pairs &found, const std::string &prefix, const json &a, const json &b) {
    using members = std::vector<std::pair<std::string, json>>;
    const in_either<members> both(a.members, b.members, [](const auto &m) { return m.first; });
    const auto words = [](const auto *member) {
        return member ? cell(in_words(member->second)) : absent;
    };
    for (const std::string &name : both.names) {
        const auto [one, two] = both.entries.at(name);
        const json of_one = one ? one->second : json(), of_two = two ? two->second : json();
        if (name != "sandbox" && of_one != of_two)
            found.push_back({prefix + name, of_one, of_two, words(one), words(two)});
    }
}

// What the reports are about, not their content.
pairs different_origins(const report &a, const report &b) {
    pairs found;
    add_members(found, "", a.system, b.system);
    add_members(found, "sandbox.", a.system["sandbox"], b.system["sandbox"]);
    add_members(found, "", a.toolchain, b.toolchain);
    return found;
}

json origin_of(const named_report &r) {
    return json::object({{"file", json::string(r.name)},
                         {"anonshm", json::string(r.of.version)},
                         {"time", json::string(r.of.time)},
                         {"system", r.of.system}});
}

} // namespace

differences compare_reports(const report &a, const report &b) {
    differences found = {
        {{"facts", "Facts", "Facts whose values differ.", true, different_facts(a, b, false)},
         {"methods", "Methods", "Methods whose outcomes differ.", true,
          different_methods(a, b)},
         {"chain", "Chain, best first", "The methods that compile, in the order of use.", true,
          different_chains(a, b)},
         {"measurements", "Measurements (not counted)", "They are others a minute later.",
          false, different_facts(a, b, true)},
         {"origin", "System and toolchain (not counted)", "What the reports are about.", false,
          different_origins(a, b)}},
        0};
    for (const differences::group &g : found.groups)
        if (g.counts)
            found.count +=
                a.chain != b.chain && g.name == std::string("chain") ? 1 : g.pairs.size();
    return found;
}

document document_of(const named_report &a, const named_report &b, const differences &found) {
    const std::string count = std::to_string(found.count);
    document d = {"anonshm compare", {}, {}, {}};
    for (const auto &side : {std::make_pair("A", &a), std::make_pair("B", &b)}) {
        d.summary.emplace_back(side.first, side.second->name);
        d.summary.emplace_back(side.first, origin_in_words(side.second->of));
    }
    d.summary.emplace_back("differences", found.count == 0 ? "none that counts" : count);
    for (const differences::group &g : found.groups) {
        section s = {g.name, g.title, g.about, {"name", "A", "B"}, true, {}};
        for (const pair &p : g.pairs)
            s.rows.push_back({p.name, p.in_a, p.in_b});
        if (!s.rows.empty())
            d.sections.push_back(s);
    }
    return d;
}

std::string json_of(const named_report &a, const named_report &b, const differences &found) {
    json shown = json::object({{"schema", json::string("anonshm-differences/1")},
                               {"a", origin_of(a)},
                               {"b", origin_of(b)},
                               {"count", json::number(std::to_string(found.count))}});
    for (const differences::group &g : found.groups) {
        json group = json::object({});
        for (const pair &p : g.pairs)
            group.members.emplace_back(p.name, json::object({{"a", p.a}, {"b", p.b}}));
        shown.members.emplace_back(g.name, group);
    }
    return laid_out(shown, 2) + "\n";
}

} // namespace anonshm_tool
