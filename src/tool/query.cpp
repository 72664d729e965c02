// SPDX-License-Identifier: MIT
#include "query.h"

#include "catalogue.h"
#include "served.h"
#include "system.h"

#include "runner/run.h"
#include <anonshm/anonshm.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

namespace anonshm_tool {

using anonshm_probe::answer;
using anonshm_probe::fate_answered;
using anonshm_probe::fate_died;
using anonshm_probe::fate_not_asked;
using anonshm_probe::fate_silent;
using anonshm_probe::question;
using anonshm_probe::reply;

namespace {

// Emscripten has the functions, and fork() fails.
#if ANONSHM_PROBE_RUNS && !defined __EMSCRIPTEN__
# define HAS_PROCESSES 1
#else
# define HAS_PROCESSES 0
#endif

json to_json(const char *value) {
    const std::string text = value;
    if (text == "unknown")
        return {};
    if (text == "true" || text == "false")
        return json::boolean(text == "true");
    if (!text.empty() && text.find_first_not_of("-0123456789") == std::string::npos)
        return json::number(text);
    return json::string(text);
}

// With the flags that it needs and no others, as shm_open_anon() would if it may. A size can be
// given to the whole chain only: where a method needs one (Windows), no other is on the chain.
answer try_method(const char *method) {
    const unsigned flags = flags_needed_by(method);
    const anonshm_handle object =
        needs_size(method) ? anonshm_create(4096, flags) : anonshm_open_method(method, flags);
    if (object == ANONSHM_INVALID_HANDLE)
        return anonshm_probe::result(anonshm_probe::error_name(errno));
#if ANONSHM_PROBE_RUNS
    close(object);
#endif
    return anonshm_probe::result("served");
}

// What the questions are about, and where their replies go.
class inquiry {
public:
    inquiry(report &about, bool emulated) : r(about), evidence(emulated ? "emulated" : "ran") {}

    void add_library() {
        questions.push_back({served, try_to_be_served, nullptr, nullptr, false, true});
        for (const method &m : r.methods)
            if (m.available.text != "false") // false: not for this target
                questions.push_back(
                    {method_id, nullptr, try_method, m.name.c_str(), false, true});
    }

    void add_system() {
        r.system = plain_system();
        for (const std::string &member : questions_about_the_system())
            questions.push_back({system_id, nullptr, try_system, member.c_str(), false, true});
    }

    void add_facts() {
#if ANONSHM_PROBE_RUNS
        const auto wanted = facts_by_id(r);
        for (size_t i = 0; i < anonshm_probe::question_count; i++)
            if (wanted.count(anonshm_probe::questions[i].id) != 0)
                questions.push_back(anonshm_probe::questions[i]);
#endif
    }

    query_result run() {
        ask();
        if (not_asked > 0)
            complaints.insert(complaints.begin(), std::to_string(not_asked) + " of " +
                                                      std::to_string(questions.size()) +
                                                      " questions could not be asked: " + why);
        return {not_asked == 0, complaints};
    }

private:
    static constexpr char served[] = "served", method_id[] = "method", system_id[] = "system";

    report &r;
    const char *const evidence;
    std::vector<question> questions;
    std::vector<std::string> complaints;
    size_t not_asked = 0;
    std::string why;

#if HAS_PROCESSES
    void ask() {
        constexpr int total_ms = 12000; // whatever hangs; the report follows within 15 s
        anonshm_probe::run_questions(
            questions.data(), questions.size(), total_ms,
            [](const reply *given, void *self) {
                static_cast<inquiry *>(self)->record(*given);
            },
            this);
    }
#else
    // Only the library: the rest needs processes.
    void ask() {
        for (const question &q : questions)
            if (q.as_is)
                record({&q, fate_answered, 0, q.run ? q.run() : q.run_with(q.argument)});
    }
#endif

    void record(const reply &given) {
        const char *const id = given.to->id;
        if (id == served)
            record_served(given);
        else if (id == method_id)
            record_method(given);
        else if (id == system_id)
            record_system(given);
        else
            record_fact(given);
        if (given.what == fate_not_asked && not_asked++ == 0)
            why = given.given.detail;
        if (given.what == fate_silent && id != served)
            complain(given);
    }

    // One sentence for each directory, and one for all that need an object of shm_open().
    void complain(const reply &given) {
        const char *const argument = given.to->argument;
        const std::string reason = given.given.detail;
        const bool of_objects = reason.compare(0, 8, "shm_open") == 0;
        const std::string about =
            of_objects ? "shm_open" : std::string(argument ? argument : given.to->id) + ": ";
        for (const std::string &other : complaints)
            if (other.compare(0, about.size(), about) == 0)
                return;
        complaints.push_back(of_objects ? reason : about + reason);
    }

    void record_served(const reply &given) {
        if (given.what == fate_answered || given.what == fate_died)
            r.served = served_from(given.given, given.signal);
        else if (given.what == fate_silent)
            complaints.push_back("shm_open_anon(): " + std::string(given.given.detail));
    }

    void record_method(const reply &given) {
        for (method &m : r.methods) {
            if (m.name != given.to->argument)
                continue;
            const bool works = std::strcmp(given.given.value, "served") == 0;
            if (given.what == fate_died)
                m = {m.name, json::boolean(false), signal_name(given.signal), evidence};
            else if (given.what == fate_answered)
                m = {m.name, json::boolean(works), works ? "" : given.given.value, evidence};
        }
    }

    void record_system(const reply &given) {
        const std::string member = given.to->argument;
        const bool none = member == "emulator" && std::strcmp(given.given.value, "none") == 0;
        set_member_of_system(r.system, member, none ? json() : to_json(given.given.value));
    }

    // A preset is the user's decision, and no answer replaces it. What the config header has is
    // kept where the answer is another.
    void record_fact(const reply &given) {
        const json value = to_json(given.given.value);
        const bool known = value.is != json::kind::null;
        for (fact &f : r.facts) {
            if (f.id != given.to->id || f.evidence == "preset")
                continue;
            const bool contradicts = known && f.evidence == "predicted" && f.value != value;
            f = {f.id,
                 value,
                 known ? evidence : "unknown",
                 f.scope,
                 given.given.detail,
                 contradicts ? f.value : json()};
        }
    }
};

constexpr char inquiry::served[], inquiry::method_id[], inquiry::system_id[];

std::string time_now() {
    const std::time_t now = std::time(nullptr);
    char text[32] = "";
    const std::tm *const utc = std::gmtime(&now);
    if (utc)
        std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", utc);
    return text;
}

// Where nothing can be tried, what would be unknown throughout is left out.
void leave_out_unknown(report &r) {
    std::vector<fact> known;
    for (const fact &f : r.facts)
        if (f.evidence != "unknown")
            known.push_back(f);
    r.facts = std::move(known);
}

// What runs under an emulator is evidence about that.
void relabel(report &r) {
    for (fact &f : r.facts)
        if (f.evidence == "ran")
            f.evidence = "emulated";
    for (method &m : r.methods)
        if (m.evidence == "ran")
            m.evidence = "emulated";
}

} // namespace

void add_facts_of_machine(report &r) {
#if ANONSHM_PROBE_RUNS
    for (size_t i = 0; i < anonshm_probe::question_count; i++)
        if (find_fact(r, anonshm_probe::questions[i].id) == nullptr)
            r.facts.push_back(
                {anonshm_probe::questions[i].id, {}, "unknown", "machine", "not asked", {}});
#else
    (void)r;
#endif
}

query_result query_machine(report &r, part what, bool emulated) {
    inquiry all(r, emulated);
    r.time = time_now();
    if (what != part::facts)
        all.add_library();
    all.add_system();
    if (what != part::methods)
        all.add_facts();
    const query_result result = all.run();
    if (!HAS_PROCESSES && what != part::facts)
        leave_out_unknown(r);
    if (r.system["emulator"].is == json::kind::string)
        relabel(r);
    return result;
}

} // namespace anonshm_tool
