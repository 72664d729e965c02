// SPDX-License-Identifier: MIT
#include "sections.h"

#include "catalogue.h"
#include "summary.h"

#include <anonshm/anonshm.h>

#include <algorithm>

namespace anonshm_tool {

namespace {

std::string join(const std::vector<std::string> &words, const char *separator) {
    std::string joined;
    for (const std::string &word : words)
        joined += (joined.empty() ? "" : separator) + word;
    return joined;
}

std::string state_of(const method &m, const std::string &serving) {
    if (m.name == serving)
        return "serves";
    if (m.available.is == json::kind::null)
        return not_tried;
    if (m.available.text == "true")
        return flags_needed_by(m.name) & ANONSHM_ALLOW_DISK ? "works, if disk is allowed"
                                                            : "works";
    return m.error.empty() ? "not on this target" : "refused: " + m.error;
}

section methods_section(const report &r) {
    section s = {"Methods", {"method", "here", ""}, {}};
    for (const auto &state : states_of_methods(r))
        s.rows.push_back({state.first, state.second, description_of_method(state.first)});
    return s;
}

section facts_section(const report &r, const char *title, const std::vector<fact_kind> &kinds) {
    section s = {title, {"fact", "value", "evidence", "meaning"}, {}};
    for (const fact &f : r.facts)
        if (std::find(kinds.begin(), kinds.end(), kind_of(f.id)) != kinds.end() &&
            f.id.find(':') == std::string::npos) {
            const std::string detail = f.detail.empty() ? "" : " (" + f.detail + ")";
            s.rows.push_back(
                {f.id, in_words(f.value), f.evidence, description_of_fact(f.id) + detail});
        }
    return s;
}

std::string fact_in_words(const fact *f) {
    return f ? in_words(f->value) : "unknown";
}

// A no with its reason.
std::string fact_with_reason(const fact *f) {
    const bool refused = f && f->value.text == "false" && !f->detail.empty();
    return fact_in_words(f) + (refused ? ": " + f->detail : "");
}

// The detail has it in units, or has "no limit".
std::string size_in_words(const fact *f) {
    const bool shown = f && (f->value.is == json::kind::number || f->detail == "no limit");
    return shown ? f->detail : "";
}

// One row a directory, from the facts whose ids end in it.
section directories_section(const report &r) {
    section s = {
        "Directories", {"directory", "file system", "free", "of", "noexec", "O_TMPFILE"}, {}};
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
                          known ? fact_in_words(about("noexec:")) : "",
                          known ? fact_with_reason(about("o_tmpfile_works:")) : ""});
    }
    return s;
}

std::string system_in_words(const json &system) {
    const json &emulator = system["emulator"], &kernel = system["kernel"];
    return in_words(system["name"]) + " " + in_words(system["release"]) + ", " +
           in_words(system["machine"]) + ", pages of " + in_words(system["page_size"]) +
           " bytes" +
           (kernel.is == json::kind::null ? "" : ", the kernel acts like " + kernel.text) +
           (emulator.is == json::kind::null ? "" : ", emulated by " + emulator.text);
}

// Without those that are not known, not set or not limited.
std::string sandbox_in_words(const json &system) {
    std::string text;
    for (const auto &part : system["sandbox"].members) {
        const std::string word = in_words(part.second);
        if (word != "unknown" && word != "no" && word != "none" && word != "unlimited")
            text += (text.empty() ? "" : ", ") + part.first + " " + word;
    }
    return text;
}

std::string toolchain_in_words(const json &toolchain) {
    return in_words(toolchain["compiler"]) + " for " + in_words(toolchain["os"]) + " " +
           in_words(toolchain["arch"]) + ", " + in_words(toolchain["libc"]) + ", " +
           in_words(toolchain["pointer_bits"]) + " bits, " + in_words(toolchain["endian"]) +
           "-endian";
}

} // namespace

words_by_name states_of_methods(const report &r) {
    const std::string serving = serving_method(r);
    words_by_name states;
    for (const method &m : r.methods)
        states.emplace_back(m.name, state_of(m, serving));
    return states;
}

words_by_name head_of(const report &r) {
    words_by_name rows = summary_of(r);
    if (r.system.is == json::kind::object)
        rows.emplace_back("system", system_in_words(r.system));
    if (!sandbox_in_words(r.system).empty())
        rows.emplace_back("restrictions", sandbox_in_words(r.system));
    rows.emplace_back("toolchain", toolchain_in_words(r.toolchain));
    rows.emplace_back("chain", r.chain.empty() ? "empty" : join(r.chain, " > "));
    return rows;
}

std::vector<section> sections_of(const report &r, part what) {
    if (what == part::methods)
        return {methods_section(r)};
    std::vector<section> all = {
        methods_section(r),
        facts_section(r, "This machine", {fact_kind::MACHINE}),
        directories_section(r),
        facts_section(r, "Behaviours", {fact_kind::BEHAVIOUR}),
        facts_section(r, "Functions", {fact_kind::FUNCTION, fact_kind::LIBRARY}),
        facts_section(r, "Macros and numbers", {fact_kind::MACRO, fact_kind::NUMBER}),
        facts_section(r, "Others", {fact_kind::OTHER}),
    };
    all.erase(
        std::remove_if(all.begin(), all.end(), [](const section &s) { return s.rows.empty(); }),
        all.end());
    return all;
}

} // namespace anonshm_tool
