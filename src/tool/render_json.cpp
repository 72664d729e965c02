// SPDX-License-Identifier: MIT
// The format anonshm-report/2, as the probe module writes it.

#include "render.h"

namespace anonshm_tool {

namespace {

std::string write(const json &value) {
    if (value.is == json::kind::null)
        return "null";
    return value.is == json::kind::string ? quote(value.text) : value.text;
}

// One line an entry, or all on one line.
std::string write_object(const json &object, bool lines) {
    if (object.is != json::kind::object)
        return write(object);
    std::string text;
    for (const auto &member : object.members)
        text += (lines          ? text.empty() ? "\n    " : ",\n    "
                 : text.empty() ? ""
                                : ", ") +
                quote(member.first) + ": " + write_object(member.second, false);
    return "{" + text + (lines ? "\n  }" : "}");
}

std::string write_facts(const std::vector<fact> &facts) {
    std::string text;
    for (const fact &f : facts) {
        text += (text.empty() ? "\n    " : ",\n    ") + quote(f.id) +
                ": {\"value\": " + write(f.value) + ", \"evidence\": " + quote(f.evidence) +
                ", \"scope\": " + quote(f.scope) + ", \"detail\": " + quote(f.detail);
        if (f.predicted.is != json::kind::null)
            text += ", \"predicted\": " + write(f.predicted);
        text += '}';
    }
    return "{" + text + "\n  }";
}

std::string write_methods(const std::vector<method> &methods) {
    std::string text;
    for (const method &m : methods)
        text += (text.empty() ? "\n    " : ",\n    ") + std::string("{\"name\": ") +
                quote(m.name) + ", \"available\": " + write(m.available) +
                ", \"error\": " + (m.error.empty() ? "null" : quote(m.error)) +
                ", \"evidence\": " + quote(m.evidence) + "}";
    return "[" + text + "\n  ]";
}

std::string write_chain(const std::vector<std::string> &chain) {
    std::string text;
    for (const std::string &name : chain)
        text += (text.empty() ? "" : ", ") + quote(name);
    return "[" + text + "]";
}

} // namespace

std::string render_json(const report &r, part what) {
    const std::string methods = "  \"methods\": " + write_methods(r.methods) +
                                ",\n  \"chain\": " + write_chain(r.chain);
    if (what == part::methods)
        return "{\n" + methods + ",\n  \"served\": " + write_object(r.served, true) + "\n}\n";
    return "{\n  \"schema\": \"anonshm-report/2\",\n  \"anonshm\": " + quote(r.version) +
           ",\n  \"time\": " + quote(r.time) +
           ",\n  \"system\": " + write_object(r.system, true) +
           ",\n  \"toolchain\": " + write_object(r.toolchain, true) +
           ",\n  \"facts\": " + write_facts(r.facts) + ",\n" + methods +
           ",\n  \"served\": " + write_object(r.served, true) + "\n}\n";
}

} // namespace anonshm_tool
