// SPDX-License-Identifier: MIT
// What a system accepts as a name. Any byte string may come: empty, 4 KiB long, not UTF-8.

#ifndef ANONSHM_MODEL_NAMES_H
#define ANONSHM_MODEL_NAMES_H

#include <stddef.h>
#include <string.h>

enum class leading_slashes { kept, one_skipped, all_skipped };

struct spelling {
    const char *whole;
    const char *rest; // without the leading slashes that do not count
    const char *separators;
};

inline spelling spell(const char *name, leading_slashes leading, const char *separators = "/") {
    // A null name that no rule has refused faults, as on the system.
    // NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker)
    size_t slashes = strspn(name, separators);
    size_t skipped = leading == leading_slashes::kept ? 0 : slashes;
    if (leading == leading_slashes::one_skipped && slashes > 1)
        skipped = 1;
    return {name, name + skipped, separators};
}

// The first rule of a list that a name breaks names the error.
struct name_rule {
    bool (*broken_by)(const spelling &name, size_t limit); // null: the end of the list
    int error;
    size_t limit;
};

inline int name_error(const name_rule *rules, const spelling &name) {
    while (rules->broken_by != nullptr && !rules->broken_by(name, rules->limit))
        rules++;
    return rules->error;
}

inline bool no_leading_slash(const spelling &name, size_t) {
    return strspn(name.whole, name.separators) == 0;
}

inline bool two_leading_slashes(const spelling &name, size_t) {
    return strspn(name.whole, name.separators) > 1;
}

inline bool empty(const spelling &name, size_t) {
    return name.rest[0] == '\0';
}

inline bool inner_slash(const spelling &name, size_t) {
    return strpbrk(name.rest, name.separators) != nullptr;
}

inline bool dots(const spelling &name, size_t) {
    return strcmp(name.rest, ".") == 0 || strcmp(name.rest, "..") == 0;
}

inline bool longer(const spelling &name, size_t limit) {
    return strlen(name.rest) > limit;
}

inline bool whole_longer(const spelling &name, size_t limit) {
    return strlen(name.whole) > limit;
}

#endif
