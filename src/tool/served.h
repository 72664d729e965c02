// SPDX-License-Identifier: MIT
// What shm_open_anon() itself does in this process, and what it gave.

#ifndef ANONSHM_TOOL_SERVED_H
#define ANONSHM_TOOL_SERVED_H

#include "json.h"

#include "support/answer.h"

#include <string>

namespace anonshm_tool {

// As a report has it; its number where it has no name here.
std::string signal_name(int signal);

// For a process of its own: calls shm_open_anon(), or anonshm_create() where an object cannot
// be empty. The value is "served" or the error's name, the detail for the next function alone.
anonshm_probe::answer try_to_be_served();

// The member `served` of a report. signal: that the call died of, or 0.
json served_from(const anonshm_probe::answer &given, int signal);

} // namespace anonshm_tool

#endif
