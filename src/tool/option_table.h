// SPDX-License-Identifier: MIT
// The tables of commands and options, for those that read them: parser, help, completions.

#ifndef ANONSHM_TOOL_OPTION_TABLE_H
#define ANONSHM_TOOL_OPTION_TABLE_H

#include "options.h"

#include <string>
#include <vector>

namespace anonshm_tool {

struct option {
    const char *name;
    const char *argument; // nullptr: it takes none
    unsigned commands;    // bits in the order of the commands; 0: it needs none
    const char *help;
    // What it sets: one of these.
    bool request::*flag;
    std::string request::*text;
    std::vector<std::string> request::*list;
    const char *kind;           // of its values, as in "no such format"
    const char *const *choices; // nullptr: any value
};

constexpr unsigned of_report = 1, of_methods = 2, of_compare = 4, of_header = 8;
constexpr unsigned of_reports = of_report | of_methods | of_compare;
constexpr unsigned of_all = of_reports | of_header;

extern const command commands[4];
extern const option options[11];

// nullptr where there is none. -h is --help, -o is --output.
const command *find_command(const std::string &word);
const option *find_option(const std::string &word);

// command may be null, for the program as a whole.
bool takes(const command *c, const option &o);

std::vector<std::string> choices_of(const option &o);
std::vector<std::string> names_of_commands();
std::vector<std::string> names_of_options(const command *about);

bool is_option(const std::string &word);

// What of --option=value is before the sign.
std::string name_in(const std::string &word);

} // namespace anonshm_tool

#endif
