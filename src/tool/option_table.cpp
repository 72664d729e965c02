// SPDX-License-Identifier: MIT
#include "option_table.h"

namespace anonshm_tool {

namespace {

const char *const formats[] = {"text", "json", "markdown", "html", nullptr};
const char *const languages[] = {"C", "CXX", nullptr};
const char *const colours[] = {"auto", "always", "never", nullptr};

} // namespace

const command commands[4] = {
    {"report", "", "what this machine can do, and the toolchain that built this program",
     "Calls shm_open_anon(), tries each method of creating an object and each behaviour, and "
     "looks at this machine, each in a process of its own and within 15 seconds. What is "
     "reported of the toolchain is of the time when this program was built. No report has "
     "names "
     "of users or hosts: their directories are ~, $TMPDIR or $XDG_RUNTIME_DIR there.",
     "nothing serves, or the machine could not be asked (standard error says what could not)"},
    {"methods", "", "which methods of creating an object work here, and which one serves",
     "Calls shm_open_anon(), tries each method of creating the object, and shows which one "
     "served.",
     "nothing serves, or the machine could not be asked (standard error says what could not)"},
    {"compare", "A.json B.json", "two reports side by side, as far as they differ",
     "Two reports differ in the value of a fact (unknown is a value too), in whether a method "
     "serves if both have tried it, or in the chain. Free space, system and toolchain are "
     "shown too, but do not count; evidence alone is no difference. A file that is - is "
     "standard "
     "input.",
     "the reports differ"},
    {"header", "", "the config header of anonshm_probe(), for builds that are not CMake's",
     "CMake 3.20 or newer on PATH asks the compiler that CC or CXX names, with CFLAGS or "
     "CXXFLAGS and LDFLAGS; the answers are macros.",
     "the compiler could not be asked (standard error says why)"},
};

const option options[11] = {
    {"--short", nullptr, of_report,
     "three lines: what shm_open_anon() gives here, why nothing better, and what to change",
     &request::brief, nullptr, nullptr, nullptr, nullptr},
    {"--fact", "ID", of_report,
     "only this fact, or those of each directory for free_bytes and its like; may be given "
     "several times. Exit status 1 then means that it could not be asked, and nothing else",
     nullptr, nullptr, &request::facts, "fact", nullptr},
    {"--input", "FILE", of_report,
     "shows the report of that file, which may come from another machine, instead of probing; "
     "- is standard input",
     nullptr, &request::input, nullptr, "file", nullptr},
    {"--emulated", nullptr, of_report, "labels what runs as evidence about an emulator",
     &request::emulated, nullptr, nullptr, nullptr, nullptr},
    {"--format", "FORMAT", of_reports, "text (the default), json, markdown or html", nullptr,
     &request::format, nullptr, "format", formats},
    {"--color", "WHEN", of_reports,
     "auto (the default), always or never: colour in text. auto is colour on a terminal, "
     "unless NO_COLOR or CLICOLOR_FORCE in the environment says otherwise",
     nullptr, &request::colour, nullptr, "choice", colours},
    {"--prefix", "PREFIX", of_header,
     "what the names of macros begin with; ANONSHM_ by default", nullptr, &request::prefix,
     nullptr, "prefix", nullptr},
    {"--language", "LANGUAGE", of_header, "whose compiler is asked: C (the default) or CXX",
     nullptr, &request::language, nullptr, "language", languages},
    {"--output", "FILE", of_header, "where the header goes; - is standard output, the default",
     nullptr, &request::output, nullptr, "file", nullptr},
    {"--help", nullptr, of_all, "this text, or that of the command that is named",
     &request::help, nullptr, nullptr, nullptr, nullptr},
    {"--version", nullptr, 0, "the version of this program", &request::version, nullptr,
     nullptr, nullptr, nullptr},
};

const command *find_command(const std::string &word) {
    for (const command &c : commands)
        if (word == c.name)
            return &c;
    return nullptr;
}

const option *find_option(const std::string &word) {
    for (const option &o : options)
        if (word == o.name)
            return &o;
    return word == "-h"   ? find_option("--help")
           : word == "-o" ? find_option("--output")
                          : nullptr;
}

bool takes(const command *c, const option &o) {
    if (!c)
        return o.commands == 0 || o.commands == of_all;
    return (o.commands >> (c - commands) & 1) != 0;
}

std::vector<std::string> choices_of(const option &o) {
    std::vector<std::string> words;
    for (const char *const *choice = o.choices; choice && *choice; choice++)
        words.emplace_back(*choice);
    return words;
}

std::vector<std::string> names_of_commands() {
    std::vector<std::string> names;
    for (const command &c : commands)
        names.emplace_back(c.name);
    return names;
}

std::vector<std::string> names_of_options(const command *about) {
    std::vector<std::string> names;
    for (const option &o : options)
        if (takes(about, o))
            names.emplace_back(o.name);
    return names;
}

bool is_option(const std::string &word) {
    return word.size() > 1 && word[0] == '-';
}

std::string name_in(const std::string &word) {
    return word.compare(0, 2, "--") == 0 ? word.substr(0, word.find('=')) : word;
}

} // namespace anonshm_tool
