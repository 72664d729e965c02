// The report in memory: the content of a file of the format anonshm-report/1.

#ifndef ANONSHM_TOOL_REPORT_H
#define ANONSHM_TOOL_REPORT_H

#include "json.h"

#include <string>
#include <vector>

namespace anonshm_tool {

struct fact {
    std::string id;
    json value;
    std::string evidence;
    std::string detail;
};

struct method {
    std::string name;
    json available;    // null: can be compiled, and was not tried on the machine
    std::string error; // errno's name, the signal that killed it, or empty
};

struct report {
    json system; // an object, as is the next
    json toolchain;
    std::vector<fact> facts;
    std::vector<method> methods;
    std::vector<std::string> chain;
};

// Throws std::runtime_error with a sentence that states what is wrong.
report read_report(const std::string &text);
report read_report_file(const std::string &path);

// The results of the configure that built this program.
report built_in_report();

const fact *find_fact(const report &r, const std::string &id);

// The method that serves shm_open_anon(), as far as the report knows: the first on the chain
// that is available and not on disk. Empty if there is none.
std::string serving_method(const report &r);

// yes, no, unknown, or the value itself.
std::string in_words(const json &value);

} // namespace anonshm_tool

#endif
