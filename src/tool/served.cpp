// SPDX-License-Identifier: MIT
#include "served.h"

#include "names.h"

#include "support/answer.h"
#include <anonshm/anonshm.h>

#if ANONSHM_PROBE_RUNS
# include "support/mounted.h"
#endif

#include <cstring>

namespace anonshm_tool {

using namespace anonshm_probe;

namespace {

// In the order of the schema. Each is a word of the answer's detail, the directory the last, as
// it may have anything in it.
const char *const members[] = {"method",      "sealable",   "executable",  "in_memory",
                               "file_system", "free_bytes", "total_bytes", "directory"};

#if ANONSHM_PROBE_RUNS

constexpr char call[] = "shm_open_anon";

// Android before memfd_create(2): ASharedMemory_create() makes no empty object.
# if defined __ANDROID__
constexpr bool needs_size_here = true;
# else
constexpr bool needs_size_here = false;
# endif

const char *word_of(bool b) {
    return b ? "true" : "false";
}

// What distinguishes objects of one method from those of another, as far as the kernel shows
// it.
struct identity {
    dev_t device;
    mode_t mode;
    int seals;
};

// F_GET_SEALS and F_SEAL_SEAL, under Linux by their numbers, which old headers lack. -1: of an
// object that cannot have seals.
int seals_of(int fd) {
# if defined __linux__
    return fcntl(fd, 1034);
# elif defined F_GET_SEALS
    return fcntl(fd, F_GET_SEALS);
# else
    return (void)fd, -1;
# endif
}

bool identify(int fd, identity &found) {
    struct stat is;
    if (fstat(fd, &is) == -1)
        return false;
    found = {is.st_dev, is.st_mode, seals_of(fd)};
    return true;
}

// shm_open_anon() does not report its method. A second call with a trace does, and is believed
// if its object is of the same kind: same file system, mode and seals. Neither of the two is
// led by hints: the first call of a process has none, and a traced one uses none.
const char *method_of(const identity &served) {
    anonshm_attempt attempts[ANONSHM_MAX_ATTEMPTS];
    size_t count = ANONSHM_MAX_ATTEMPTS;
    const int fd = anonshm_open_traced(0, attempts, &count);
    identity second = {};
    if (fd == -1 || count == 0 || !identify(fd, second))
        return "";
    close(fd);
    const bool same = second.device == served.device && second.mode == served.mode &&
                      second.seals == served.seals;
    return same && attempts[count - 1].error == 0 ? attempts[count - 1].method : "";
}

// The kernel's name of it without the last part: "/dev/shm/#1234 (deleted)". A memfd, which is
// in no directory, has "/memfd:…".
std::string directory_of(int fd) {
# if defined __linux__
    char path[512] = {};
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    const ssize_t size = readlink(link.c_str(), path, sizeof path - 1);
    const char *const end = size > 0 ? std::strrchr(path, '/') : nullptr;
    if (end != nullptr && end != path && path[0] == '/')
        return without_names(std::string(static_cast<const char *>(path), end));
# endif
    return (void)fd, "";
}

// The object is closed before the second call: its descriptor may be the last that there is.
answer describe(int fd, const char *how) {
    identity found = {};
    const bool identified = identify(fd, found);
    mounted on;
    const bool known = get_mounted(nullptr, fd, &on) == 0;
    const std::string directory = directory_of(fd);
    close(fd);
    if (!identified)
        return result(how);
    const bool noexec = known && std::strcmp(noexec_of(&on).value, "true") == 0;
    const bool named = known && std::strcmp(type_of(&on), "other") != 0;
    char free[24] = "", total[24] = "";
    if (known && has_limit(&on)) {
        const auto size = block_size_of(&on);
        std::snprintf(free, sizeof free, "%llu",
                      static_cast<unsigned long long>(on.f_bavail) * size);
        std::snprintf(total, sizeof total, "%llu",
                      static_cast<unsigned long long>(on.f_blocks) * size);
    }
    return result_with(how, "%s;%s;%s;%s;%s;%s;%s;%s", method_of(found),
                       word_of(found.seals != -1 && (found.seals & 1) == 0),
                       word_of((found.mode & 0111) != 0 && !noexec),
                       named ? word_of(is_in_memory(&on)) : "", named ? type_of(&on) : "", free,
                       total, directory.c_str());
}

#else

// Windows. A section is of the paging file, and can be neither sealed nor run.
constexpr char call[] = "anonshm_create";

#endif

json value_of(const std::string &word) {
    if (word.empty())
        return {};
    if (word == "true" || word == "false")
        return json::boolean(word == "true");
    if (word.find_first_not_of("0123456789") == std::string::npos)
        return json::number(word);
    return json::string(word);
}

json with_members(const std::vector<std::string> &words, const json &error,
                  const char *called = call) {
    json object;
    object.is = json::kind::object;
    const auto word = [&](size_t i) { return i < words.size() ? words[i] : std::string(); };
    object.members.emplace_back("call", json::string(called));
    object.members.emplace_back("method", value_of(word(0)));
    object.members.emplace_back("error", error);
    for (const size_t i : {1, 2, 3, 4, 7, 5, 6})
        object.members.emplace_back(members[i], value_of(word(i)));
    return object;
}

} // namespace

#if ANONSHM_PROBE_RUNS

answer try_to_be_served() {
    const int fd = shm_open_anon();
    if (fd != -1)
        return describe(fd, "served");
    const answer refused = result(error_name(errno));
    const int sized = needs_size_here ? anonshm_create(4096, 0) : -1;
    return sized == -1 ? refused : describe(sized, "created");
}

#else

answer try_to_be_served() {
    const anonshm_handle object = anonshm_create(4096, 0);
    if (object == ANONSHM_INVALID_HANDLE)
        return result(error_name(errno));
    return result_with("served", "windows_section;false;false;true;;;;");
}

#endif

std::string signal_name(int signal) {
    static const struct {
        int value;
        const char *name;
    } names[] = {
        {SIGABRT, "SIGABRT"}, {SIGFPE, "SIGFPE"},   {SIGILL, "SIGILL"},
        {SIGSEGV, "SIGSEGV"}, {SIGTERM, "SIGTERM"},
#if defined SIGKILL
        {SIGKILL, "SIGKILL"}, {SIGBUS, "SIGBUS"},   {SIGPIPE, "SIGPIPE"},
#endif
#if defined SIGSYS
        {SIGSYS, "SIGSYS"},   {SIGTRAP, "SIGTRAP"},
#endif
#if defined SIGXFSZ
        {SIGXFSZ, "SIGXFSZ"}, {SIGXCPU, "SIGXCPU"},
#endif
    };
    for (const auto &known : names)
        if (known.value == signal)
            return known.name;
    return "SIG" + std::to_string(signal);
}

json served_from(const answer &given, int signal) {
    if (signal != 0)
        return with_members({}, json::string(signal_name(signal)));
    const bool created = std::strcmp(given.value, "created") == 0;
    if (!created && std::strcmp(given.value, "served") != 0)
        return with_members({}, json::string(given.value));
    std::vector<std::string> words(1);
    for (const char c : std::string(given.detail))
        if (c == ';' && words.size() < sizeof members / sizeof *members)
            words.emplace_back();
        else
            words.back() += c;
    return with_members(words, {}, created ? "anonshm_create" : call);
}

} // namespace anonshm_tool
