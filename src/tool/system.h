// SPDX-License-Identifier: MIT
// The system and what restricts this process.

#ifndef ANONSHM_TOOL_SYSTEM_H
#define ANONSHM_TOOL_SYSTEM_H

#include "json.h"

#include "support/answer.h"

#include <string>
#include <vector>

namespace anonshm_tool {

// What has to be tried, each in a process of its own: members of `system`, and of its `sandbox`
// those that begin with "sandbox.".
const std::vector<std::string> &questions_about_the_system();
anonshm_probe::answer try_system(const char *member);

// `system` with what can be known without trying; the members above are null.
json plain_system();

// value: of the member, as above.
void set_member_of_system(json &system, const std::string &member, const json &value);

} // namespace anonshm_tool

#endif
