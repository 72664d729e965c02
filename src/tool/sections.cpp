// SPDX-License-Identifier: MIT
#include "sections.h"

#include "catalogue.h"
#include "summary.h"
#include "text.h"

#include <anonshm/anonshm.h>

#include <algorithm>
#include <unordered_set>

namespace anonshm_tool {

const evidence_entry evidence_meanings[7] = {
    {"declared", "what the headers declare, or do not; compiled"},
    {"linked", "what the linker finds, or does not"},
    {"ran", "tried, and this was the outcome"},
    {"emulated", "tried under an emulator, which can differ from the system"},
    {"predicted", "known of the platform from its source or manual; not tried"},
    {"preset", "set by the user of the configure (ANONSHM_PRESET_<FACT>)"},
    {"unknown", "not known; the reason is in brackets"},
};

namespace {

std::string join(const std::vector<std::string> &words, const char *separator) {
    std::string joined;
    for (const std::string &word : words)
        joined += (joined.empty() ? "" : separator) + word;
    return joined;
}

// -- Methods and facts ---------------------------------------------------------------------

cell state_of(const method &m, const std::string &serving) {
    if (m.name == serving)
        return {"serves", tone::good};
    if (m.available.is == json::kind::null)
        return {not_tried, tone::doubtful};
    if (m.available.text == "true")
        return {flags_needed_by(m.name) & ANONSHM_ALLOW_DISK ? "works, if disk is allowed"
                                                             : "works",
                tone::good};
    if (m.error.empty())
        return "not on this target";
    return {"refused: " + m.error, tone::bad};
}

section methods_section(const report &r) {
    section s = {"method",
                 "Methods",
                 "The ways of creating an object, as tried one by one.",
                 {"method", "here", "what it is"},
                 false,
                 {}};
    for (const auto &state : states_of_methods(r))
        s.rows.push_back({state.first, state.second, description_of_method(state.first)});
    return s;
}

// A no of the machine takes away what the target has; elsewhere it is no worse than a yes. A
// behaviour is neither good nor bad, nor is a directory: another may serve.
tone tone_of(const fact &f) {
    const fact_kind kind = kind_of(f.id);
    if (f.value.is == json::kind::null || f.predicted.is != json::kind::null)
        return tone::doubtful;
    if (f.value.is != json::kind::boolean || kind == fact_kind::BEHAVIOUR ||
        f.id.find(':') != std::string::npos)
        return tone::plain;
    if (f.value.text == "true")
        return tone::good;
    return kind == fact_kind::MACHINE ? tone::bad : tone::plain;
}

cell value_of(const fact &f) {
    const std::string predicted =
        f.predicted.is == json::kind::null ? "" : " (predicted: " + in_words(f.predicted) + ")";
    return {value_in_words(f) + predicted, tone_of(f)};
}

cell evidence_of(const fact &f) {
    const bool certain =
        f.evidence == "declared" || f.evidence == "linked" || f.evidence == "ran";
    return {f.evidence, certain ? tone::plain : tone::doubtful};
}

std::vector<cell> row_of(const fact &f) {
    const bool shown = f.detail.empty() || value_in_words(f) != in_words(f.value);
    return {f.id, value_of(f), evidence_of(f),
            description_of_fact(f.id) + (shown ? "" : " (" + f.detail + ")")};
}

section empty_facts_section(const char *id, const char *title, const char *about) {
    return {id, title, about, {"fact", "value", "evidence", "meaning"}, false, {}};
}

// Those of directories have a section of their own.
section facts_section(const report &r, const char *title, const char *about,
                      const std::vector<fact_kind> &kinds) {
    section s = empty_facts_section("fact", title, about);
    for (const fact &f : r.facts)
        if (std::find(kinds.begin(), kinds.end(), kind_of(f.id)) != kinds.end() &&
            f.id.find(':') == std::string::npos)
            s.rows.push_back(row_of(f));
    return s;
}

section selected_section(const report &r) {
    section s = empty_facts_section("fact", "Facts", "Those that were asked for.");
    for (const fact &f : r.facts)
        s.rows.push_back(row_of(f));
    return s;
}

// Of what the report has.
section evidence_section(const report &r) {
    section s = {"evidence", "Evidence", "What stands behind a value.", {"evidence", "meaning"},
                 false,      {}};
    std::unordered_set<std::string> found;
    for (const fact &f : r.facts)
        found.insert(f.evidence);
    for (const evidence_entry &known : evidence_meanings)
        if (found.count(known.name) != 0)
            s.rows.push_back({known.name, known.meaning});
    return s;
}

// -- Directories ---------------------------------------------------------------------------

// A no with its reason.
cell fact_with_reason(const fact *f) {
    if (!f)
        return "unknown";
    const bool refused = f->value.text == "false" && !f->detail.empty();
    return {in_words(f->value) + (refused ? ": " + f->detail : ""), tone_of(*f)};
}

std::string size_in_words(const fact *f) {
    const bool known = f && f->value.is == json::kind::number;
    return known ? value_in_words(*f) : f && f->detail == "no limit" ? f->detail : "";
}

// One row a directory, from the facts whose ids end in it.
section directories_section(const report &r) {
    section s = {"directory",
                 "Directories",
                 "Where a method could put its file.",
                 {"directory", "file system", "free", "of", "noexec", "O_TMPFILE"},
                 true,
                 {}};
    const std::string prefix = "directory:";
    const auto facts = facts_by_id(r);
    for (const fact &f : r.facts) {
        if (f.id.compare(0, prefix.size(), prefix) != 0)
            continue;
        const std::string name = f.id.substr(prefix.size());
        const auto about = [&](const char *question) {
            const auto found = facts.find(question + name);
            return found == facts.end() ? nullptr : found->second;
        };
        const bool known = f.value.is == json::kind::string && f.value.text != "none";
        s.rows.push_back({name, in_words(f.value), size_in_words(about("free_bytes:")),
                          size_in_words(about("total_bytes:")),
                          known ? fact_with_reason(about("noexec:")) : "",
                          known ? fact_with_reason(about("o_tmpfile_works:")) : ""});
    }
    return s;
}

// -- Origin --------------------------------------------------------------------------------

std::string system_in_words(const json &system) {
    if (system.is == json::kind::null)
        return "none: this is about the toolchain alone";
    const json &kernel = system["kernel"];
    return in_words(system["name"]) + " " + in_words(system["release"]) + ", " +
           in_words(system["machine"]) + ", pages of " + in_words(system["page_size"]) +
           " bytes" +
           (kernel.is == json::kind::null ? "" : ", the kernel acts like " + kernel.text);
}

// A report has no word for none.
std::string emulator_in_words(const report &r) {
    const bool emulated = std::any_of(r.methods.begin(), r.methods.end(),
                                      [](const method &m) { return m.evidence == "emulated"; });
    const json &emulator = r.system["emulator"];
    if (emulator.is != json::kind::null)
        return emulator.text;
    return emulated ? "one without a name" : "none seen";
}

// Without those that are not known, not set or not limited.
std::string restrictions_in_words(const json &system) {
    std::string text;
    for (const auto &part : system["sandbox"].members) {
        const std::string word = in_words(part.second);
        const bool bytes = part.first == "memory_limit" || part.first == "file_size";
        const bool number = part.second.is == json::kind::number;
        if (word != "unknown" && word != "no" && word != "none" && word != "unlimited")
            text += (text.empty() ? "" : ", ") + part.first + " " +
                    (bytes && number ? bytes_in_words(word) : word);
    }
    return text.empty() ? "none seen" : text;
}

std::string toolchain_in_words(const json &toolchain) {
    return in_words(toolchain["compiler"]) + " for " + in_words(toolchain["os"]) + " " +
           in_words(toolchain["arch"]) + ", " + in_words(toolchain["libc"]) + ", " +
           in_words(toolchain["pointer_bits"]) + " bits, " + in_words(toolchain["endian"]) +
           "-endian";
}

named_cells origin_of(const report &r) {
    named_cells rows = {{"written", "by anonshm " + r.version + ", " + r.time},
                        {"system", system_in_words(r.system)}};
    if (r.system.is != json::kind::null) {
        rows.emplace_back("emulator", emulator_in_words(r));
        rows.emplace_back("restrictions", restrictions_in_words(r.system));
    }
    return rows;
}

named_cells whole_origin_of(const report &r) {
    named_cells rows = origin_of(r);
    rows.emplace_back("toolchain", toolchain_in_words(r.toolchain));
    rows.emplace_back("chain", r.chain.empty() ? "empty" : join(r.chain, " > "));
    return rows;
}

std::vector<section> sections_of(const report &r) {
    using k = fact_kind;
    std::vector<section> all = {
        methods_section(r),
        facts_section(r, "This machine",
                      "What this kernel, container and user can do; elsewhere it may differ.",
                      {k::MACHINE}),
        directories_section(r),
        facts_section(r, "Behaviours", "Rules of this system, which are neither good nor bad.",
                      {k::BEHAVIOUR}),
        facts_section(r, "Functions", "What the toolchain's C library has.",
                      {k::FUNCTION, k::LIBRARY}),
        facts_section(r, "Macros and numbers", "What the toolchain's headers have.",
                      {k::MACRO, k::NUMBER}),
        facts_section(r, "Others", "Of no catalogue of this program.", {k::OTHER}),
        evidence_section(r),
    };
    all.erase(
        std::remove_if(all.begin(), all.end(), [](const section &s) { return s.rows.empty(); }),
        all.end());
    return all;
}

} // namespace

std::string value_in_words(const fact &f) {
    return is_size(f.id) && f.value.is == json::kind::number ? bytes_in_words(f.value.text)
                                                             : in_words(f.value);
}

named_cells states_of_methods(const report &r) {
    const std::string serving = serving_method(r);
    named_cells states;
    for (const method &m : r.methods)
        states.emplace_back(m.name, state_of(m, serving));
    return states;
}

std::string origin_in_words(const report &r) {
    std::string text;
    for (const auto &row : origin_of(r))
        text += (text.empty() ? "" : "; ") + row.first + " " + row.second.text;
    return text;
}

document document_of(const report &r, part what) {
    switch (what) {
    case part::report:
        return {"anonshm report", summary_and_room_of(r), whole_origin_of(r), sections_of(r)};
    case part::summary:
        return {"anonshm report, in short", summary_in_lines_of(r), origin_of(r), {}};
    case part::methods:
        return {"anonshm methods", {}, origin_of(r), {methods_section(r)}};
    default:
        return {"anonshm facts", {}, origin_of(r), {selected_section(r)}};
    }
}

} // namespace anonshm_tool
