#include "../system/system.h"
#include "chain.h"
#include "hints.h"
#include "errno_policy.h"

#include <string.h>

namespace anonshm {

hints learned;

namespace {

#define ANONSHM_LINK(name) &method_##name,
const method *const chain[] = {ANONSHM_CHAIN(ANONSHM_LINK) nullptr};
#undef ANONSHM_LINK
constexpr size_t chain_length = sizeof chain / sizeof *chain - 1;

static_assert(chain_length <= ANONSHM_MAX_ATTEMPTS, "a trace would not fit");

outcome attempt(const method &tried, const request &wanted, trace *told) {
    const anonshm_handle object = tried.create(wanted);
    const bool served = object != ANONSHM_INVALID_HANDLE;
    if (told != nullptr && told->count < told->room)
        told->attempts[told->count++] = {tried.name, served ? 0 : errno};
    return {object, served ? &tried : nullptr};
}

bool is_lasting(step then) {
    return then == step::next_method || then == step::weaker_flags;
}

} // namespace

bool can_serve(const method &candidate, const request &wanted) {
    const unsigned missing = candidate.needs & ~wanted.flags;
    const unsigned refused = wanted.flags & ANONSHM_HUGE & ~candidate.offers;
    return missing == 0 && refused == 0;
}

outcome walk(const request &wanted, trace *told) {
    size_t begin = 0; // behind the methods at the top that cannot serve for good
    errno = ENOSYS;
    for (size_t i = 0; i < chain_length; ++i) {
        bool lasting = true;
        if (can_serve(*chain[i], wanted)) {
            const outcome result = attempt(*chain[i], wanted, told);
            if (result.by != nullptr) {
                remember(learned.method[wanted.flags], begin);
                return result;
            }
            const step then = step_after(errno);
            if (then == step::stop)
                break;
            lasting = is_lasting(then);
        }
        if (lasting && begin == i)
            begin = i + 1;
    }
    return {ANONSHM_INVALID_HANDLE, nullptr};
}

// What has served may cease to, as when a seccomp filter arrives: then everything is asked.
outcome walk_from_hint(const request &wanted) {
    const size_t begin = recall(learned.method[wanted.flags]);
    if (begin > 0) {
        const outcome result = attempt(*chain[begin], wanted, nullptr);
        if (result.by != nullptr || step_after(errno) == step::stop)
            return result;
    }
    return walk(wanted, nullptr);
}

const method *find_method(const char *name) {
    for (size_t i = 0; i < chain_length; ++i)
        if (strcmp(chain[i]->name, name) == 0)
            return chain[i];

#define ANONSHM_NAME(name) #name,
    static const char *const known[] = {ANONSHM_METHODS(ANONSHM_NAME)};
#undef ANONSHM_NAME
    errno = EINVAL;
    for (const char *other : known)
        if (strcmp(other, name) == 0)
            errno = ENOSYS;
    return nullptr;
}

} // namespace anonshm
