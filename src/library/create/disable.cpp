// SPDX-License-Identifier: MIT
#include "../system/system.h"
#include "chain.h"
#include "disable.h"
#include "progress.h"

#include <errno.h>
#include <string.h>

using namespace anonshm;

namespace anonshm {

disabled switched_off;

static constexpr unsigned is_set = 1u << 31; // the rest are the bits of methods
static_assert(is_set > method_bit(method_count - 1), "the bits of progress.h reach it");

// The methods in a list of names with commas between them. Of those that are unknown, `unknown`
// is the number; a name that is empty is one of them, but "" is the empty list.
static unsigned parse(const char *list, unsigned &unknown) {
    unsigned methods = 0;
    unknown = 0;
    if (*list == '\0')
        return methods;
    for (const char *name = list;; ++name) {
        const size_t length = strcspn(name, ",");
        const unsigned number = number_of(name, length);
        if (number < method_count)
            methods |= method_bit(number);
        else
            ++unknown;
        name += length;
        if (*name == '\0')
            return methods;
    }
}

unsigned disabled_methods() {
    const unsigned by_call = load(switched_off.by_call);
    if (by_call != 0)
        return by_call & ~is_set;
    unsigned found = load(switched_off.by_environment);
    if (found == 0) {
        unsigned ignored;
        const char *const list = sys_environment("ANONSHM_DISABLE");
        found = is_set | (list == nullptr ? 0 : parse(list, ignored));
        store(switched_off.by_environment, found);
    }
    return found & ~is_set;
}

} // namespace anonshm

int anonshm_disable(const char *methods) {
    unsigned unknown = 1;
    const unsigned parsed = methods == nullptr ? 0 : parse(methods, unknown);
    if (unknown != 0) {
        errno = EINVAL;
        return -1;
    }
    store(switched_off.by_call, is_set | parsed);
    return 0;
}
