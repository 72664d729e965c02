// SPDX-License-Identifier: MIT
#include "names.h"

#include <algorithm>
#include <cstdlib>

namespace anonshm_tool {

namespace {

bool begins_with(const std::string &path, const std::string &directory) {
    return path.compare(0, directory.size(), directory) == 0 &&
           (path.size() == directory.size() || path[directory.size()] == '/');
}

std::string value_of(const char *variable) {
    const char *const value = std::getenv(variable);
    std::string path = value ? value : "";
    while (path.size() > 1 && path.back() == '/')
        path.pop_back();
    return path;
}

// Everybody has these, and they name nobody.
bool is_common(const std::string &path) {
    for (const char *common : {"", "/", "/tmp", "/var/tmp", "/dev/shm", "/run/shm"})
        if (path == common)
            return true;
    return false;
}

} // namespace

std::string without_names(const std::string &path) {
    const struct {
        const char *variable;
        const char *shown;
    } variables[] = {
        {"XDG_RUNTIME_DIR", "$XDG_RUNTIME_DIR"}, {"TMPDIR", "$TMPDIR"}, {"HOME", "~"}};
    for (const auto &v : variables) {
        const std::string value = value_of(v.variable);
        if (!is_common(value) && begins_with(path, value))
            return v.shown + path.substr(value.size());
    }
    // Of other users, or without the variable.
    const struct {
        const std::string above;
        const char *shown;
    } places[] = {{"/home", "~"}, {"/Users", "~"}, {"/run/user", "$XDG_RUNTIME_DIR"}};
    for (const auto &place : places) {
        const size_t name = place.above.size() + 1;
        if (begins_with(path, place.above) && path.size() > name)
            return place.shown + path.substr(std::min(path.find('/', name), path.size()));
    }
    return begins_with(path, "/root") ? "~" + path.substr(5) : path;
}

} // namespace anonshm_tool
