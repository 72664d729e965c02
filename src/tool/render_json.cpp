// The format anonshm-report/1, as the probe module writes it.

#include "render.h"

namespace anonshm_tool {

namespace {

std::string write(const json &value) {
    if (value.is == json::kind::null)
        return "null";
    return value.is == json::kind::string ? quote(value.text) : value.text;
}

std::string write_object(const json &object) {
    std::string text;
    for (const auto &member : object.members)
        text += (text.empty() ? "\n    " : ",\n    ") + quote(member.first) + ": " +
                write(member.second);
    return "{" + text + "\n  }";
}

std::string write_facts(const std::vector<fact> &facts) {
    std::string text;
    for (const fact &f : facts)
        text += (text.empty() ? "\n    " : ",\n    ") + quote(f.id) +
                ": {\"value\": " + write(f.value) + ", \"evidence\": " + quote(f.evidence) +
                ", \"detail\": " + quote(f.detail) + "}";
    return "{" + text + "\n  }";
}

std::string write_methods(const std::vector<method> &methods) {
    std::string text;
    for (const method &m : methods)
        text += (text.empty() ? "\n    " : ",\n    ") + std::string("{\"name\": ") +
                quote(m.name) + ", \"available\": " + write(m.available) +
                ", \"error\": " + (m.error.empty() ? "null" : quote(m.error)) + "}";
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
                                ",\n  \"chain\": " + write_chain(r.chain) + "\n}\n";
    if (what == part::methods)
        return "{\n" + methods;
    return "{\n  \"schema\": \"anonshm-report/1\",\n  \"system\": " + write_object(r.system) +
           ",\n  \"toolchain\": " + write_object(r.toolchain) +
           ",\n  \"facts\": " + write_facts(r.facts) + ",\n" + methods;
}

} // namespace anonshm_tool
