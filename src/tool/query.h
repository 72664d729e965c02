// Queries the machine that the program runs on: the probes that ran when it was configured,
// from the same source, and then the library's methods one by one.

#ifndef ANONSHM_TOOL_QUERY_H
#define ANONSHM_TOOL_QUERY_H

#include "report.h"

namespace anonshm_tool {

// Every behaviour, every fact of the machine, every method. emulated labels the answers as
// evidence about an emulator.
void query_machine(report &r, bool emulated);

void query_methods(report &r);

} // namespace anonshm_tool

#endif
