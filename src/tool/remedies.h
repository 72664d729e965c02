// SPDX-License-Identifier: MIT
// Why a method was refused, and what changes that.

#ifndef ANONSHM_TOOL_REMEDIES_H
#define ANONSHM_TOOL_REMEDIES_H

#include "report.h"

#include <string>
#include <vector>

namespace anonshm_tool {

struct remedy {
    const char *cause;
    const char *change;
};

// Of that error of that method on the machine of the report.
remedy remedy_for(const report &r, const std::string &method, const std::string &error);

// What the machine lacks although the library is served; empty change: nothing.
std::vector<remedy> remarks_on(const report &r);

} // namespace anonshm_tool

#endif
