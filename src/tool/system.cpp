// SPDX-License-Identifier: MIT
#include "system.h"

#include "toolchain/target.h"

#include <cstring>

#if defined _WIN32
# include <windows.h>
#elif defined __linux__
# include <sys/prctl.h>
# include <sys/syscall.h>
#endif

#if ANONSHM_PROBE_RUNS
# include <sys/utsname.h>
#endif

namespace anonshm_tool {

using anonshm_probe::answer;
using anonshm_probe::error_name;
using anonshm_probe::number;
using anonshm_probe::result;
using anonshm_probe::result_with;
using anonshm_probe::unknown;

namespace {

json empty_object() {
    json object;
    object.is = json::kind::object;
    return object;
}

json text_or_null(const char *text) {
    return *text ? json::string(text) : json();
}

#if ANONSHM_PROBE_RUNS

// No more than a page: what is read is a file of /proc or of a cgroup.
std::string content_of(const std::string &path) {
    char text[4096];
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const ssize_t size = fd == -1 ? -1 : read(fd, text, sizeof text);
    if (fd != -1)
        close(fd);
    return size > 0 ? std::string(text, static_cast<size_t>(size)) : std::string();
}

// The first word behind the name, at the beginning of a line.
std::string word_behind(const std::string &text, const std::string &name) {
    const size_t line = ("\n" + text).find("\n" + name);
    if (line == std::string::npos)
        return "";
    const size_t begin = text.find_first_not_of(" \t", line + name.size());
    if (begin == std::string::npos)
        return "";
    return text.substr(begin, text.find_first_of(" \t\n", begin) - begin);
}

answer word_or_unknown(const std::string &word, const char *why) {
    return word.empty() ? unknown(why) : result(word.c_str());
}

# if defined __linux__

// By what it does, since other kernels call themselves Linux: gVisor takes any bit for a seal
// (runsc of 2022 and 2026), Linux refuses those that it does not know (mm/memfd.c,
// memfd_add_seals).
answer kernel() {
#  if defined __NR_memfd_create
    const int fd = static_cast<int>(syscall(__NR_memfd_create, "anonshm", 0x1u | 0x2u));
    if (fd == -1)
        return result_with("unknown", "memfd_create: %s", error_name(errno));
    const bool any_seal = fcntl(fd, 1033, 0x20000000) == 0; // F_ADD_SEALS
    const int error = errno;
    close(fd);
    return any_seal          ? result("gvisor")
           : error == EINVAL ? result("linux")
                             : result_with("unknown", "F_ADD_SEALS: %s", error_name(error));
#  else
    return unknown("there is no memfd_create");
#  endif
}

// What the kernel is built for (/proc/sys/kernel/arch, Linux 6.1) is not what the program is
// built for, and set_robust_list(2), which every kernel has, is missing: qemu-user has no
// process whose list it could hand to the kernel (linux-user/syscall.c). Another emulator of
// processors, or a kernel without futexes, has one of the two.
answer emulator() {
    const std::string arch = word_behind(content_of("/proc/sys/kernel/arch"), "");
    const std::string mine = ANONSHM_TARGET_ARCH;
    const auto is_x86 = [](const std::string &a) {
        return a == "x86_64" || a == "i386" || a == "x32" || a == "i686";
    };
    const auto family = [&](const std::string &a) {
        return is_x86(a) ? "x86" : a.compare(0, 3, "arm") == 0 || a == "aarch64" ? "arm" : "";
    };
    const bool other_arch =
        *family(arch) != '\0' && std::strcmp(family(arch), family(mine)) != 0;
#  if defined __NR_set_robust_list
    const bool no_robust_list =
        syscall(__NR_set_robust_list, nullptr, static_cast<size_t>(1)) == -1 && errno == ENOSYS;
#  else
    const bool no_robust_list = false;
#  endif
    if (no_robust_list && (other_arch || arch.empty()))
        return result("qemu-user");
    return other_arch ? result("another") : result("none");
}

answer seccomp() {
    const std::string mode = word_behind(content_of("/proc/self/status"), "Seccomp:");
    const std::string by_prctl =
        mode.empty() ? std::to_string(prctl(PR_GET_SECCOMP, 0, 0, 0, 0)) : mode;
    return by_prctl == "0"   ? result("none")
           : by_prctl == "1" ? result("strict")
           : by_prctl == "2" ? result("filter")
                             : unknown("neither /proc nor prctl reports it");
}

answer no_new_privs() {
    const int set = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    return set == -1 ? unknown(error_name(errno)) : anonshm_probe::yes_or_no(set != 0);
}

// The initial one maps every user id to itself (user_namespaces(7)).
answer user_namespace() {
    const std::string map = content_of("/proc/self/uid_map");
    if (map.empty())
        return unknown("there is no /proc");
    return anonshm_probe::yes_or_no(map.find(" 4294967295\n") == std::string::npos);
}

// Of cgroup 2, as far as the process sees it.
answer cgroup_limit(const char *file) {
    const std::string groups = "\n" + content_of("/proc/self/cgroup");
    const size_t line = groups.find("\n0::");
    if (line == std::string::npos)
        return unknown("there is no cgroup 2");
    const std::string path = groups.substr(line + 4, groups.find('\n', line + 4) - line - 4);
    const std::string value = content_of("/sys/fs/cgroup" + path + "/" + file);
    const std::string word = value.substr(0, value.find('\n'));
    return word == "max" ? result("unlimited") : word_or_unknown(word, "it is not readable");
}

answer memory_limit() {
    return cgroup_limit("memory.max");
}
answer process_limit() {
    return cgroup_limit("pids.max");
}

# else

answer kernel() {
    return result(ANONSHM_TARGET_OS);
}
answer emulator() {
    return result("none");
}

# endif

answer resource_limit(int resource) {
# if defined __KLIBC__
    return (void)resource, unknown("klibc has no getrlimit");
# else
    rlimit now;
    if (getrlimit(resource, &now) == -1)
        return unknown(error_name(errno));
    return now.rlim_cur == RLIM_INFINITY ? result("unlimited")
                                         : number(static_cast<long long>(now.rlim_cur));
# endif
}

answer open_files() {
    return resource_limit(RLIMIT_NOFILE);
}
answer file_size() {
    return resource_limit(RLIMIT_FSIZE);
}

constexpr struct {
    const char *member;
    answer (*find_out)();
} tried[] = {
    {"emulator", emulator},
    {"kernel", kernel},
# if defined __linux__
    {"sandbox.seccomp", seccomp},
    {"sandbox.no_new_privs", no_new_privs},
    {"sandbox.user_namespace", user_namespace},
    {"sandbox.memory_limit", memory_limit},
    {"sandbox.process_limit", process_limit},
# endif
    {"sandbox.open_files", open_files},
    {"sandbox.file_size", file_size},
};

#endif

#if defined _WIN32

// GetVersion() reports what the program's manifest names; this one reports the system's.
std::string windows_version() {
    OSVERSIONINFOW version = {};
    version.dwOSVersionInfoSize = sizeof version;
    const auto get = reinterpret_cast<long(WINAPI *)(OSVERSIONINFOW *)>(
        reinterpret_cast<void *>(GetProcAddress(GetModuleHandleW(L"ntdll"), "RtlGetVersion")));
    if (get == nullptr || get(&version) != 0)
        return "";
    return std::to_string(version.dwMajorVersion) + "." +
           std::to_string(version.dwMinorVersion) + "." + std::to_string(version.dwBuildNumber);
}

// Wine exports it for this purpose (dlls/ntdll/version.c).
bool is_wine() {
    return GetProcAddress(GetModuleHandleW(L"ntdll"), "wine_get_version") != nullptr;
}

#endif

} // namespace

#if ANONSHM_PROBE_RUNS

const std::vector<std::string> &questions_about_the_system() {
    static const std::vector<std::string> members = [] {
        std::vector<std::string> names;
        for (const auto &question : tried)
            names.emplace_back(question.member);
        return names;
    }();
    return members;
}

answer try_system(const char *member) {
    for (const auto &question : tried)
        if (std::strcmp(question.member, member) == 0)
            return question.find_out();
    return unknown("no such question");
}

json plain_system() {
    utsname names = {};
    uname(&names);
    json system = empty_object(), sandbox = empty_object();
    for (const std::string &member : questions_about_the_system())
        if (member.compare(0, 8, "sandbox.") == 0)
            sandbox.members.emplace_back(member.substr(8), json());
    system.members = {{"name", text_or_null(names.sysname)},
                      {"release", text_or_null(names.release)},
                      {"machine", text_or_null(names.machine)},
                      {"page_size", json::number(std::to_string(sysconf(_SC_PAGESIZE)))},
                      {"emulator", {}},
                      {"kernel", {}},
                      {"sandbox", sandbox}};
    return system;
}

#else

const std::vector<std::string> &questions_about_the_system() {
    static const std::vector<std::string> none;
    return none;
}

answer try_system(const char *) {
    return unknown("there are no processes here");
}

json plain_system() {
    json system = empty_object();
    std::string name = ANONSHM_TARGET_OS;
    json release, page_size, emulator, kernel = json::string(ANONSHM_TARGET_OS);
# if defined _WIN32
    name = "Windows";
    SYSTEM_INFO info;
    GetNativeSystemInfo(&info);
    release = text_or_null(windows_version().c_str());
    page_size = json::number(std::to_string(info.dwPageSize));
    emulator = is_wine() ? json::string("wine") : json();
# endif
    system.members = {{"name", json::string(name)},
                      {"release", release},
                      {"machine", json::string(ANONSHM_TARGET_ARCH)},
                      {"page_size", page_size},
                      {"emulator", emulator},
                      {"kernel", kernel},
                      {"sandbox", empty_object()}};
    return system;
}

#endif

void set_member_of_system(json &system, const std::string &member, const json &value) {
    const bool of_sandbox = member.compare(0, 8, "sandbox.") == 0;
    const std::string name = of_sandbox ? member.substr(8) : member;
    for (auto &part : system.members) {
        if (!of_sandbox && part.first == name)
            part.second = value;
        if (of_sandbox && part.first == "sandbox")
            for (auto &restriction : part.second.members)
                if (restriction.first == name)
                    restriction.second = value;
    }
}

} // namespace anonshm_tool
