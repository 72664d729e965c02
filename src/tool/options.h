// SPDX-License-Identifier: MIT
// The command line. Two tables, of the commands and of the options, are all that the parser,
// the help and the completions of shells know of it.

#ifndef ANONSHM_TOOL_OPTIONS_H
#define ANONSHM_TOOL_OPTIONS_H

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace anonshm_tool {

enum exit_status { done = 0, nothing_serves = 1, differ = 1, not_asked = 1, wrong_usage = 2 };

struct command {
    const char *name;
    const char *operands; // as help shows them; empty: it takes none
    const char *summary;
    const char *description;
    const char *status_1; // what exit status 1 says
};

struct request {
    const command *of = nullptr;
    bool help = false;
    bool version = false;
    std::string format = "text";
    std::string colour = "auto";
    std::string input;
    bool emulated = false;
    bool brief = false;
    std::string prefix = "ANONSHM_"; // of header, as are the next two
    std::string language = "C";
    std::string output = "-";
    std::vector<std::string> facts;
    std::vector<std::string> files;
};

// Of the command that it speaks of, if it is about one.
struct usage_error : std::runtime_error {
    explicit usage_error(const std::string &what, const command *about = nullptr)
        : std::runtime_error(what), of(about) {}
    const command *of;
};

// Throws usage_error. With --help or --version nothing else is looked at.
request read_request(const std::vector<std::string> &words);

// about may be null: the help of the program.
std::string help_on(const command *about, size_t width);
std::string usage_of(const command *about);

// What may stand for the last word, a line each, with a tab and what it means; ":files" where
// it may be the name of a file. For shells.
std::string completions_of(const std::vector<std::string> &words);

} // namespace anonshm_tool

#endif
