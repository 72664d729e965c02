// Asks the machine that the program runs on: the same questions as at configure time, from the
// same source, and then the library's methods one by one.

#include "report.h"

#include "runner/run.h"
#include <anonshm/anonshm.h>

#include <cerrno>

namespace anonshm_tool {

namespace {

json to_json(const char *value) {
    const std::string text = value;
    if (text == "unknown")
        return json();
    if (text == "true" || text == "false")
        return json::boolean(text == "true");
    if (!text.empty() && text.find_first_not_of("-0123456789") == std::string::npos)
        return json::number(text);
    return json::string(text);
}

struct listening {
    report *r;
    const char *evidence;
};

void hear(const char *id, const anonshm_probe::answer &said, void *context) {
    const listening &l = *static_cast<listening *>(context);
    const json value = to_json(said.value);
    const bool known = value.is != json::kind::null;
    for (fact &f : l.r->facts)
        if (f.id == id && f.evidence != "preset")
            f = {id, value, known ? l.evidence : "unknown", said.detail};
}

// A file on disk is asked for expressly; the others are asked for what shm_open_anon() gives.
unsigned flags_for(const std::string &name) {
    return name == "temporary_file" ? ANONSHM_ALLOW_DISK : 0;
}

#if ANONSHM_PROBE_RUNS

int open_once(const std::string &name) {
    const int fd = anonshm_open_method(name.c_str(), flags_for(name));
    return fd == -1 ? errno : close(fd);
}

// Opens in a child, since a filter may kill whoever makes the call; without processes
// (Emscripten) in this one. Returns errno, 0 if it served, or minus the signal.
int try_method(const std::string &name) {
    const pid_t child = fork();
    if (child == -1)
        return open_once(name);
    if (child == 0)
        _exit(open_once(name));
    int status = 0;
    if (waitpid(child, &status, 0) == -1)
        return errno;
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

void ask_system(report &r) {
    utsname system;
    if (uname(&system) < 0)
        return;
    r.system.members = {{"name", json::string(system.sysname)},
                        {"release", json::string(system.release)},
                        {"machine", json::string(system.machine)},
                        {"page_size", json::number(std::to_string(sysconf(_SC_PAGESIZE)))}};
}

#else

// A section cannot be empty, so where there are only sections a sized object is asked for.
int try_method(const std::string &name) {
    const anonshm_handle object = name == "windows_section"
                                      ? anonshm_create(4096, 0)
                                      : anonshm_open_method(name.c_str(), flags_for(name));
    return object == ANONSHM_INVALID_HANDLE ? errno : 0;
}

void ask_system(report &) {}

#endif

std::string name_of(int error) {
    if (error < 0)
        return "killed by signal " + std::to_string(-error);
    return anonshm_probe::error_name(error);
}

} // namespace

void ask_methods_now(report &r) {
    for (method &m : r.methods) {
        const bool built = m.available.text != "false"; // false: the target cannot compile it
        const int error = built ? try_method(m.name) : 0;
        if (built)
            m = {m.name, json::boolean(error == 0), error ? name_of(error) : ""};
    }
}

void ask_now(report &r, bool emulated) {
    listening l = {&r, emulated ? "emulated" : "ran"};
    anonshm_probe::run_all(hear, &l);
    ask_system(r);
    ask_methods_now(r);
}

} // namespace anonshm_tool
