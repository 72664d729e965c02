// SPDX-License-Identifier: MIT
// What the functions that map have in common.

#ifndef ANONSHM_ACCESS_H
#define ANONSHM_ACCESS_H

#include "../system/map.h"

#include <errno.h>

namespace anonshm {

inline void *no_map(int error) {
    errno = error;
    return nullptr;
}

inline bool is_access(unsigned access) {
    constexpr unsigned kinds = ANONSHM_READ | ANONSHM_WRITE | ANONSHM_EXECUTE;
    return (access & kinds) != 0 && (access & ~ANONSHM_ALL_ACCESS) == 0;
}

// The size of the object, rounded up.
inline uint64_t whole_pages(const map_rules &rules) {
    const uint64_t rest = rules.size % rules.page;
    return rest == 0 || rules.size > UINT64_MAX - rules.page ? rules.size
                                                             : rules.size - rest + rules.page;
}

} // namespace anonshm

#endif
