#include "query.h"

#include "catalogue.h"

#include "runner/run.h"
#include <anonshm/anonshm.h>

#include <cerrno>

namespace anonshm_tool {

namespace {

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

// Where answers go, and the evidence that they are.
struct recipient {
    report *r;
    const char *evidence;
};

// A preset is the user's decision, and no answer replaces it.
void record(const char *id, const anonshm_probe::answer &answer, void *context) {
    const recipient &to = *static_cast<recipient *>(context);
    const json value = to_json(answer.value);
    const bool known = value.is != json::kind::null;
    for (fact &f : to.r->facts)
        if (f.id == id && f.evidence != "preset")
            f = {id, value, known ? to.evidence : "unknown", f.scope, answer.detail, {}};
}

// How an attempt ended: what errno (0: it served), or by what signal.
struct ending {
    int error;
    int signal;
};

#if ANONSHM_PROBE_RUNS

// With the flags that it needs and no others: as shm_open_anon() would, if it may.
int open_once(const std::string &method) {
    const int fd = anonshm_open_method(method.c_str(), flags_needed_by(method));
    return fd == -1 ? errno : close(fd);
}

// By a pipe, as not every errno fits into an exit status: Haiku's are negative, the Hurd's have
// high bits, MIPS's EDQUOT is 1133.
[[noreturn]] void open_in_child(const std::string &method, int out) {
    const int error = open_once(method);
    _exit(write(out, &error, sizeof error) == static_cast<ssize_t>(sizeof error) ? 0 : 1);
}

ending ending_of(pid_t child, int in) {
    ending result = {0, 0};
    const bool complete = read(in, &result.error, sizeof result.error) ==
                          static_cast<ssize_t>(sizeof result.error);
    int status = 0;
    if (waitpid(child, &status, 0) == -1)
        return {errno, 0};
    if (!complete)
        result = {EIO, WIFSIGNALED(status) ? WTERMSIG(status) : 0};
    return result;
}

// Opens in a child, since a filter may kill the process that makes the call; without processes
// (Emscripten) in this one.
ending try_method(const std::string &method) {
    int ends[2];
    if (pipe(ends) == -1)
        return {open_once(method), 0};
    const pid_t child = fork();
    if (child == 0)
        open_in_child(method, ends[1]);
    close(ends[1]);
    const ending result =
        child == -1 ? ending{open_once(method), 0} : ending_of(child, ends[0]);
    close(ends[0]);
    return result;
}

void query_system(report &r) {
    utsname system;
    if (uname(&system) < 0)
        return;
    r.system.members = {{"name", json::string(system.sysname)},
                        {"release", json::string(system.release)},
                        {"machine", json::string(system.machine)},
                        {"page_size", json::number(std::to_string(sysconf(_SC_PAGESIZE)))}};
}

#else

// A size can be given to the whole chain only. Where there are no processes and a method needs
// one (Windows), no other method is on the chain.
ending try_method(const std::string &method) {
    const unsigned flags = flags_needed_by(method);
    const anonshm_handle object = needs_size(method)
                                      ? anonshm_create(4096, flags)
                                      : anonshm_open_method(method.c_str(), flags);
    return {object == ANONSHM_INVALID_HANDLE ? errno : 0, 0};
}

void query_system(report &) {}

#endif

std::string name_of(const ending &of) {
    if (of.signal != 0)
        return "killed by signal " + std::to_string(of.signal);
    return of.error == 0 ? "" : anonshm_probe::error_name(of.error);
}

} // namespace

void query_methods(report &r) {
    for (method &m : r.methods) {
        const bool compiled = m.available.text != "false"; // false: not for this target
        if (!compiled)
            continue;
        const std::string error = name_of(try_method(m.name));
        m = {m.name, json::boolean(error.empty()), error, "ran"};
    }
}

void query_machine(report &r, bool emulated) {
    recipient to = {&r, emulated ? "emulated" : "ran"};
    anonshm_probe::run_all(record, &to);
    query_system(r);
    query_methods(r);
}

} // namespace anonshm_tool
