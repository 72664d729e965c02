// SPDX-License-Identifier: MIT
// anonshm header: the config header of anonshm_probe(), for builds that are not CMake's.

#ifndef ANONSHM_TOOL_HEADER_COMMAND_H
#define ANONSHM_TOOL_HEADER_COMMAND_H

#include <string>

namespace anonshm_tool {

struct header_request {
    std::string prefix = "ANONSHM_";
    std::string language = "C"; // or CXX
    std::string output = "-";   // a file; or standard output
};

// Whether names of macros can begin so; nothing is a prefix, too.
bool is_prefix(const std::string &prefix);

// Lets the cmake on PATH ask the compiler that CC or CXX names. `called` is argv[0]. Throws
// std::runtime_error with what cmake said, if there is no header in the end.
void write_header(const header_request &wanted, const std::string &called);

} // namespace anonshm_tool

#endif
