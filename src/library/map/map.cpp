// SPDX-License-Identifier: MIT
#include "../system/map.h"
#include "access.h"

using namespace anonshm;

// Every page must have a byte of the object: one that has none raises SIGBUS when it is used.
static bool is_within(const map_rules &rules, uint64_t offset, size_t size) {
    return size <= UINT64_MAX - offset && offset + size <= whole_pages(rules);
}

void *anonshm_map(anonshm_handle object, uint64_t offset, size_t size, unsigned access) {
    map_rules rules;
    if (size == 0 || !is_access(access))
        return no_map(EINVAL);
    if (sys_map_rules(object, &rules) == -1)
        return nullptr;
    if (offset % rules.page != 0 || !is_within(rules, offset, size))
        return no_map(EINVAL);
    return sys_map(nullptr, object, offset, size, access);
}
