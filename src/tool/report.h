// The report, in memory: what a file of the format anonshm-report/1 says.

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

// available is null where only the machine could tell and was not asked.
struct method {
    std::string name;
    json available;
    std::string error; // errno's name, the signal that it was killed by, or empty
};

struct report {
    json system; // an object, as is the next
    json toolchain;
    std::vector<fact> facts;
    std::vector<method> methods;
    std::vector<std::string> chain;
};

// Throws std::runtime_error with a sentence that says what is wrong.
report read_report(const std::string &text);
report read_report_file(const std::string &path);

// What was found out when this program was configured.
report built_in_report();

// Asks this machine: every behaviour, every machine fact, every method. emulated labels what
// runs here as evidence about an emulator. Without probes, only the methods.
void ask_now(report &r, bool emulated);
void ask_methods_now(report &r);

const fact *find_fact(const report &r, const std::string &id);

// The one that serves, as far as the report knows: the first on the chain that is available
// and not on disk. Empty if there is none.
std::string serving_method(const report &r);

// What the catalogue says about an id, with or without its argument.
enum class fact_kind { function, library, macro, number, behaviour, machine, other };
fact_kind kind_of(const std::string &id);
std::string text_of_fact(const std::string &id);
std::string text_of_method(const std::string &name);

// yes, no, unknown, or the value itself.
std::string in_words(const json &value);

} // namespace anonshm_tool

#endif
