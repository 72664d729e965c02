// SPDX-License-Identifier: MIT
#include "room.h"
#include "text_file.h"

#include <string.h>

namespace anonshm {

namespace {

constexpr uint64_t unlimited = ~uint64_t{0};

uint64_t sum(uint64_t a, uint64_t b) {
    return a > unlimited - b ? unlimited : a + b;
}

uint64_t smaller(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

// Without a limit there is no end.
uint64_t left_of(uint64_t limit, uint64_t usage) {
    constexpr uint64_t none = uint64_t{1} << 62; // version 1 writes LONG_MAX, rounded down
    if (limit >= none || usage == no_number)
        return unlimited;
    return limit > usage ? limit - usage : 0;
}

// The files of a control group (Documentation/admin-guide/cgroup-v2.rst, and
// cgroup-v1/memory.rst). What version 1 says of swap is of memory and swap together.
struct version {
    const char *limit, *usage;
    const char *swap_limit, *swap_usage;
    bool swap_is_both;
    const char *inactive_file, *active_file;
    const char *is_inherited; // before Linux 5.11 a limit of version 1 may be the group's alone
};
constexpr version version_1 = {"/memory.limit_in_bytes",
                               "/memory.usage_in_bytes",
                               "/memory.memsw.limit_in_bytes",
                               "/memory.memsw.usage_in_bytes",
                               true,
                               "total_inactive_file",
                               "total_active_file",
                               "/memory.use_hierarchy"};
constexpr version version_2 = {
    "/memory.max", "/memory.current", "/memory.swap.max", "/memory.swap.current",
    false,         "inactive_file",   "active_file",      nullptr};

// The directory of a group, and then of each that the group is in.
class group_path {
public:
    group_path(const char *mounted, const char *group) : root(strlen(mounted)), length(root) {
        memcpy(text, mounted, root);
        const size_t rest = strlen(group);
        if (rest > 1 && root + rest < sizeof text - longest_file) {
            memcpy(text + root, group, rest);
            length += rest;
        }
    }

    const char *file(const char *name) {
        strcpy(text + length, name);
        return text;
    }

    bool leave() {
        if (length == root)
            return false;
        do
            --length;
        while (length > root && text[length] != '/');
        return true;
    }

private:
    static constexpr size_t longest_file = 32;

    size_t root;
    size_t length;
    char text[512];
};

// What must be found, and what of it may go to swap.
struct demand {
    uint64_t size;
    uint64_t free_swap;
};

bool is_within(group_path &group, const version &of, const demand &needed) {
    const uint64_t limit = number_in(group.file(of.limit));
    if (left_of(limit, 0) == unlimited)
        return true;
    const uint64_t left = left_of(limit, number_in(group.file(of.usage)));
    const uint64_t swap_limit = number_in(group.file(of.swap_limit));
    const uint64_t swap_left = left_of(swap_limit, number_in(group.file(of.swap_usage)));
    const uint64_t both_left = of.swap_is_both
                                   ? smaller(sum(left, needed.free_swap), swap_left)
                                   : sum(left, smaller(needed.free_swap, swap_left));
    if (needed.size <= both_left)
        return true;
    field files[] = {{of.inactive_file, 0}, {of.active_file, 0}};
    read_fields(group.file("/memory.stat"), files, 2);
    return needed.size <= sum(both_left, sum(files[0].value, files[1].value));
}

bool limits_children(group_path &group, const version &of) {
    return of.is_inherited == nullptr || number_in(group.file(of.is_inherited)) != 0;
}

// A group that cannot be found there, as the process sees other names than it was given, is
// passed over: in a container of version 1 what is mounted is the group itself.
bool is_within_all(const char *mounted, const char *name, const version &of,
                   const demand &needed) {
    group_path group(mounted, name);
    do
        if (!is_within(group, of, needed))
            return false;
    while (group.leave() && limits_children(group, of));
    return true;
}

// Lines of a number, the controllers and the group, with colons between them (cgroups(7)).
bool is_within_groups(const demand &needed) {
    char controllers[64], group[384];
    bool result = true;
    text_file file("/proc/self/cgroup");
    while (result && file.copy(controllers, sizeof controllers, ':', '\n') != -1 &&
           file.copy(controllers, sizeof controllers, ':', '\n') != -1) {
        file.copy(group, sizeof group, '\n', '\n');
        if (controllers[0] == '\0')
            result = is_within_all("/sys/fs/cgroup", group, version_2, needed) &&
                     is_within_all("/sys/fs/cgroup/unified", group, version_2, needed);
        else if (strstr(controllers, "memory") != nullptr)
            result = is_within_all("/sys/fs/cgroup/memory", group, version_1, needed);
    }
    file.close();
    return result;
}

} // namespace

bool is_room_for(uint64_t size) {
    constexpr uint64_t unknown = unlimited / 1024;
    field memory[] = {{"MemAvailable:", unknown}, {"SwapFree:", 0}}; // in KiB
    read_fields("/proc/meminfo", memory, 2);
    const uint64_t free_swap = memory[1].value * 1024;
    if (size > sum(memory[0].value * 1024, free_swap))
        return false;
    return is_within_groups({size, free_swap});
}

} // namespace anonshm
