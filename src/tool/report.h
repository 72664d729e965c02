// SPDX-License-Identifier: MIT
// The report in memory: the content of a file of the format anonshm-report/2.

#ifndef ANONSHM_TOOL_REPORT_H
#define ANONSHM_TOOL_REPORT_H

#include "json.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace anonshm_tool {

struct fact {
    std::string id;
    json value;
    std::string evidence;
    std::string scope;
    std::string detail;
    json predicted; // null, but where a run contradicts the prediction
};

struct method {
    std::string name;
    json available;    // null: only the machine can answer, and it was not asked
    std::string error; // errno's name, that of the signal that killed it, or empty
    std::string evidence;
};

struct report {
    std::string version; // of anonshm
    std::string time;
    json system; // an object, or null in a report that speaks of no machine; so is served
    json toolchain;
    std::vector<fact> facts;
    std::vector<method> methods;
    std::vector<std::string> chain;
    json served;
};

// A report is what anonshm-report.schema.json describes, and no larger than 4 MiB; members that
// it does not name are ignored. Throws std::runtime_error with a sentence that states what is
// wrong; anything of the file's name may be in it. The file "-" is standard input.
report read_report(const std::string &text);
report read_report_file(const std::string &path);

// The results of the configure that built this program.
report built_in_report();

const fact *find_fact(const report &r, const std::string &id);

// The same for many questions: a report may have any number of facts.
std::unordered_map<std::string, const fact *> facts_by_id(const report &r);

// The method that served shm_open_anon(). Empty if none did, or if that is not known: it is no
// conclusion from the methods one by one.
std::string serving_method(const report &r);

// yes, no, unknown, or the value itself.
std::string in_words(const json &value);

} // namespace anonshm_tool

#endif
