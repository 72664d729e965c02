// SPDX-License-Identifier: MIT
// The same memory several times in a row. The range is reserved first and each copy mapped over
// its part, so that no other thread's mapping can get in between.

#include "../system/map.h"
#include "access.h"

using namespace anonshm;

// A private copy is no mirror of anything.
static bool is_mirror(const mirror &wanted, const map_rules &rules) {
    return wanted.size % rules.copy == 0 && wanted.size <= SIZE_MAX / wanted.copies &&
           wanted.size <= whole_pages(rules);
}

static unsigned place_copies(const mirror &wanted) {
    unsigned placed = 0;
    while (placed < wanted.copies && sys_place(wanted, placed))
        ++placed;
    return placed;
}

// Where addresses cannot be reserved, another thread may take them: then once more elsewhere.
static char *map_copies(mirror &wanted) {
    constexpr int tries = 32;
    for (int i = 0; i < tries && sys_reserve(wanted); ++i) {
        const unsigned placed = place_copies(wanted);
        if (placed == wanted.copies)
            return wanted.first;
        const int error = errno;
        sys_release(wanted, placed);
        errno = error;
        if (error != EBUSY || wanted.is_reserved)
            break;
    }
    return nullptr;
}

void *anonshm_map_mirrored(anonshm_handle object, size_t size, unsigned copies,
                           unsigned access) {
    map_rules rules;
    if (size == 0 || copies == 0 || !is_access(access) || (access & ANONSHM_PRIVATE) != 0)
        return no_map(EINVAL);
    if (sys_map_rules(object, &rules) == -1)
        return nullptr;
    mirror wanted = {object, size, copies, access, rules.page, nullptr, false};
    return is_mirror(wanted, rules) ? map_copies(wanted) : no_map(EINVAL);
}
