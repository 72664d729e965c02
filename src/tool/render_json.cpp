// SPDX-License-Identifier: MIT
#include "render_json.h"

#include "summary.h"

namespace anonshm_tool {

namespace {

json facts_of(const report &r) {
    json facts = json::object({});
    for (const fact &f : r.facts)
        facts.members.emplace_back(f.id, json_of(f));
    return facts;
}

json methods_of(const report &r) {
    json methods = json::array({});
    for (const method &m : r.methods)
        methods.items.push_back(
            json::object({{"name", json::string(m.name)},
                          {"available", m.available},
                          {"error", m.error.empty() ? json() : json::string(m.error)},
                          {"evidence", json::string(m.evidence)}}));
    return methods;
}

json chain_of(const report &r) {
    json chain = json::array({});
    for (const std::string &name : r.chain)
        chain.items.push_back(json::string(name));
    return chain;
}

json lines_of(const report &r) {
    json lines = json::object({});
    for (const auto &line : summary_in_lines_of(r))
        lines.members.emplace_back(line.first, json::string(line.second.text));
    return lines;
}

} // namespace

json json_of(const fact &f) {
    json members = json::object({{"value", f.value},
                                 {"evidence", json::string(f.evidence)},
                                 {"scope", json::string(f.scope)},
                                 {"detail", json::string(f.detail)}});
    if (f.predicted.is != json::kind::null)
        members.members.emplace_back("predicted", f.predicted);
    return members;
}

std::string render_json(const report &r, part what) {
    const bool whole = what == part::report;
    json shown = json::object({});
    const auto add = [&](bool wanted, const char *name, const json &value) {
        if (wanted)
            shown.members.emplace_back(name, value);
    };
    add(whole, "schema", json::string("anonshm-report/2"));
    add(true, "anonshm", json::string(r.version));
    add(true, "time", json::string(r.time));
    add(true, "system", r.system);
    add(whole, "toolchain", r.toolchain);
    add(what == part::summary, "summary", lines_of(r));
    add(whole || what == part::facts, "facts", facts_of(r));
    add(whole || what == part::methods, "methods", methods_of(r));
    add(whole || what == part::methods, "chain", chain_of(r));
    add(what != part::facts, "served", r.served);
    return laid_out(shown, 2) + "\n";
}

} // namespace anonshm_tool
