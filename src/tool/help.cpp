// SPDX-License-Identifier: MIT
#include "option_table.h"

#include "document.h"
#include "text.h"

namespace anonshm_tool {

namespace {

std::string paragraph(const std::string &text, size_t width) {
    std::string lines;
    for (const std::string &line : wrapped(text, width))
        lines += line + "\n";
    return lines;
}

std::string shown(const option &o) {
    const std::string name = o.name;
    return (name == "--help"     ? "-h, "
            : name == "--output" ? "-o, "
                                 : "") +
           name + (o.argument ? " " + std::string(o.argument) : "");
}

section options_section(const command *about) {
    section s = {"option", "options:", "", {"option", "meaning"}, false, {}};
    for (const option &o : options)
        if (takes(about, o))
            s.rows.push_back({shown(o), o.help});
    return s;
}

section commands_section() {
    section s = {"command", "commands:", "", {"command", "meaning"}, false, {}};
    for (const command &c : commands)
        s.rows.push_back({c.name, c.summary});
    return s;
}

section status_section(const command *about) {
    const std::string one = "nothing serves, the reports differ, or the machine or the "
                            "compiler could not be asked (standard error says what could not)";
    return {
        "status",
        "exit status:",
        "",
        {"status", "meaning"},
        false,
        {{"0", "done"}, {"1", about ? about->status_1 : one}, {"2", "wrong usage or input"}}};
}

const char about_options[] = "--option=value is --option value, and -- ends the options. "
                             "anonshm COMMAND --help explains "
                             "a command. anonshm --complete WORD... prints what may stand for "
                             "the last word, for shells.";

} // namespace

std::string usage_of(const command *about) {
    if (!about)
        return "usage: anonshm COMMAND [OPTION]... [FILE]...";
    const std::string operands = *about->operands ? std::string(" ") + about->operands : "";
    return std::string("usage: anonshm ") + about->name + " [OPTION]..." + operands;
}

std::string help_on(const command *about, size_t width) {
    std::string text = paragraph(usage_of(about), width) + "\n";
    if (about)
        text += paragraph(about->description, width);
    else
        text +=
            paragraph("Shows what this machine and this toolchain can do for anonymous shared "
                      "memory.",
                      width) +
            "\n" + text_of_section(commands_section(), width, false);
    text += "\n" + text_of_section(options_section(about), width, false);
    if (!about)
        text += "\n" + paragraph(about_options, width);
    return text + "\n" + text_of_section(status_section(about), width, false);
}

} // namespace anonshm_tool
