// SPDX-License-Identifier: MIT
// Configures a project of four lines in a temporary directory. The commands for the shell are
// constant: what may contain blanks and quotes is in the environment.

#include "header_command.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <vector>

#if defined _WIN32
# include <windows.h>
#else
# include <sys/stat.h>
# include <unistd.h>
#endif

namespace anonshm_tool {

bool is_prefix(const std::string &prefix) {
    return prefix.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
                                    "0123456789") == std::string::npos &&
           prefix.find_first_of("0123456789") != 0;
}

#if defined __wasi__

void write_header(const header_request &, const std::string &) {
    throw std::runtime_error("anonshm header starts cmake, and this system starts nothing");
}

#else

namespace {

// -- What systems do differently -----------------------------------------------------------

# if defined _WIN32
#  define WORK "\"%ANONSHM_HEADER_WORK%\""
#  define NOWHERE " >NUL 2>&1"

void set_variable(const char *name, const std::string &value) {
    _putenv_s(name, value.c_str());
}

std::string temporary() {
    char parent[MAX_PATH + 1] = "";
    GetTempPathA(sizeof parent, parent); // with the separator
    return parent;
}

// Whether `path` could be made to the name of a new directory that begins with it.
bool make_directory(std::string &path) {
    const std::string prefix = path;
    for (DWORD number = GetCurrentProcessId();; ++number) {
        path = prefix + std::to_string(number);
        if (CreateDirectoryA(path.c_str(), nullptr))
            return true;
        if (GetLastError() != ERROR_ALREADY_EXISTS)
            return false;
    }
}

void remove_directory(const std::string &path) {
    RemoveDirectoryA(path.c_str());
}

// Names of devices are no names in a directory.
bool is_device(const std::string &) {
    return false;
}

bool replace(const std::string &from, const std::string &to) {
    return MoveFileExA(from.c_str(), to.c_str(), MOVEFILE_REPLACE_EXISTING) != 0;
}

// The paths that this program may have.
std::vector<std::string> own_paths(const std::string &) {
    char path[MAX_PATH + 1] = "";
    GetModuleFileNameA(nullptr, path, sizeof path);
    return {path};
}
# else
#  define WORK "\"$ANONSHM_HEADER_WORK\""
#  define NOWHERE " >/dev/null 2>&1"

void set_variable(const char *name, const std::string &value) {
    setenv(name, value.c_str(), 1);
}

std::string variable(const char *name) {
    const char *const value = std::getenv(name);
    return value ? value : "";
}

std::string temporary() {
    const std::string parent = variable("TMPDIR");
    return (parent.empty() ? "/tmp" : parent) + "/";
}

// Whether `path` could be made to the name of a new directory that begins with it.
bool make_directory(std::string &path) {
    path += "XXXXXX";
    return mkdtemp(path.data()) != nullptr;
}

void remove_directory(const std::string &path) {
    rmdir(path.c_str());
}

// A device, a pipe, or whatever else takes text and must not be replaced by a file.
bool is_device(const std::string &path) {
    struct stat found;
    return stat(path.c_str(), &found) == 0 && !S_ISREG(found.st_mode);
}

bool replace(const std::string &from, const std::string &to) {
    return std::rename(from.c_str(), to.c_str()) == 0;
}

// The paths that this program may have: Linux knows it; elsewhere it is what was called, found
// by way of PATH if it is a name only.
std::vector<std::string> own_paths(const std::string &called) {
    std::vector<std::string> paths = {"/proc/self/exe", called};
    const std::string directories = variable("PATH") + ":";
    if (called.find('/') == std::string::npos)
        for (size_t at = 0, end; (end = directories.find(':', at)) != std::string::npos;
             at = end + 1)
            paths.push_back(directories.substr(at, end - at) + "/" + called);
    std::vector<std::string> real;
    for (const std::string &path : paths)
        if (char *const resolved = realpath(path.c_str(), nullptr)) {
            real.emplace_back(resolved);
            std::free(resolved);
        }
    return real;
}
# endif

// -- Files ---------------------------------------------------------------------------------

std::string contents_of(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool write_file(const std::string &path, const std::string &text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    return !file.fail();
}

// Under another name first: a header is there as a whole, or not at all. In a directory of its
// own beside it, since another process may be about to put a header there, too.
void put(const std::string &text, const std::string &path) {
    if (path == "-") {
        if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
            throw std::runtime_error("standard output cannot be written");
        return;
    }
    std::string own = path + ".";
    bool is_there = false;
    if (is_device(path)) {
        is_there = write_file(path, text);
    } else if (make_directory(own)) {
        const std::string half = own + "/new";
        is_there = write_file(half, text) && replace(half, path);
        std::remove(half.c_str()); // where it still has this name
        remove_directory(own);
    }
    if (!is_there)
        throw std::runtime_error(path + " cannot be written");
}

// The command is a constant: nothing in it comes from outside.
int shell(const char *command) {
    return std::system(command); // NOLINT(bugprone-command-processor)
}

// -- The project ---------------------------------------------------------------------------

// Where anonshmConfig.cmake is: beside the program in a build tree, and where it is installed
// by a relative path. CMake looks there after the places that the user has named to it.
std::string hints(const std::string &called) {
    std::string list;
    for (const std::string &path : own_paths(called)) {
        const std::string directory = path.substr(0, path.find_last_of("/\\"));
        list += directory + ";";
# ifdef ANONSHM_CONFIG_DIRECTORY
        list += directory + "/" ANONSHM_CONFIG_DIRECTORY ";";
# endif
    }
    return list;
}

std::string project_for(const header_request &wanted) {
    return "cmake_minimum_required(VERSION 3.20...4.4)\n"
           "project(header LANGUAGES " +
           wanted.language +
           ")\n"
           "find_package(anonshm " ANONSHM_VERSION " REQUIRED COMPONENTS Probe\n"
           "  HINTS $ENV{ANONSHM_HEADER_HINTS})\n"
           "anonshm_probe(HEADER header.h PREFIX \"" +
           wanted.prefix + "\")\n";
}

class work_directory {
public:
    work_directory() : path(temporary() + "anonshm-") {
        if (!make_directory(path))
            throw std::runtime_error("no temporary directory can be made: " + path);
        set_variable("ANONSHM_HEADER_WORK", path);
    }
    ~work_directory() {
        if (shell("cmake -E rm -rf " WORK) != 0)
            std::fprintf(stderr, "anonshm: %s is left behind\n", path.c_str());
    }
    work_directory(const work_directory &) = delete;
    work_directory &operator=(const work_directory &) = delete;

    std::string path;
};

} // namespace

void write_header(const header_request &wanted, const std::string &called) {
    if (shell("cmake --version" NOWHERE) != 0)
        throw std::runtime_error("there is no cmake on PATH: anonshm header needs CMake 3.20 "
                                 "or newer, what it builds with, and a compiler");
    const work_directory work;
    set_variable("ANONSHM_HEADER_HINTS", hints(called));
    const std::string project = work.path + "/CMakeLists.txt";
    if (!write_file(project, project_for(wanted)))
        throw std::runtime_error(project + " cannot be written");
    const int status =
        shell("cmake -S " WORK " -B " WORK "/build >" WORK "/out 2>" WORK "/err");
    const std::string said = contents_of(work.path + "/err");
    if (status != 0)
        throw std::runtime_error("cmake could not answer:\n" + contents_of(work.path + "/out") +
                                 said);
    std::fputs(said.c_str(), stderr); // warnings
    put(contents_of(work.path + "/build/header.h"), wanted.output);
}

#endif

} // namespace anonshm_tool
