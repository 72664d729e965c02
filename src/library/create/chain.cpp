#include "../system/system.h"
#include "chain.h"
#include "hints.h"
#include "errno_policy.h"

#include <string.h>

namespace anonshm {

hints learned;

namespace {

#define ANONSHM_FLAGS(name, needs, offers, description)                                        \
    needs_##name = (needs), offers_##name = (offers),
enum method_flags : unsigned { ANONSHM_METHODS(ANONSHM_FLAGS) };
#undef ANONSHM_FLAGS

#define ANONSHM_LINK(name) {#name, by_##name, needs_##name, offers_##name},
constexpr method chain[] = {ANONSHM_CHAIN(ANONSHM_LINK){nullptr, nullptr, 0, 0}};
#undef ANONSHM_LINK
constexpr size_t chain_length = sizeof chain / sizeof *chain - 1;

static_assert(chain_length <= ANONSHM_MAX_ATTEMPTS,
              "a trace would not fit: ANONSHM_MAX_ATTEMPTS in include/anonshm/anonshm.h");

outcome attempt(const method &tried, const request &wanted, trace *attempts) {
    const anonshm_handle object = tried.create(wanted);
    const bool served = object != ANONSHM_INVALID_HANDLE;
    if (attempts != nullptr && attempts->count < attempts->room)
        attempts->attempts[attempts->count++] = {tried.name, served ? 0 : errno};
    return {object, served ? &tried : nullptr};
}

bool is_lasting(action then) {
    return then == action::next_method || then == action::weaker_flags;
}

} // namespace

bool can_serve(const method &candidate, const request &wanted) {
    const unsigned missing = candidate.needs & ~wanted.flags;
    const unsigned refused = wanted.flags & ANONSHM_OFFERED_FLAGS & ~candidate.offers;
    return missing == 0 && refused == 0;
}

outcome walk(const request &wanted, trace *attempts) {
    size_t begin = 0; // behind the methods at the top that cannot serve for good
    errno = ENOSYS;
    for (size_t i = 0; i < chain_length; ++i) {
        bool lasting = true;
        if (can_serve(chain[i], wanted)) {
            const outcome result = attempt(chain[i], wanted, attempts);
            if (result.by != nullptr) {
                remember(learned.method[wanted.flags], begin);
                return result;
            }
            const action then = action_for(errno);
            if (then == action::stop)
                break;
            lasting = is_lasting(then);
        }
        if (lasting && begin == i)
            begin = i + 1;
    }
    return {ANONSHM_INVALID_HANDLE, nullptr};
}

// What has served may cease to, as when a seccomp filter arrives: then every method is tried.
outcome walk_from_hint(const request &wanted) {
    const size_t begin = recall(learned.method[wanted.flags]);
    if (begin > 0) {
        const outcome result = attempt(chain[begin], wanted, nullptr);
        if (result.by != nullptr || action_for(errno) == action::stop)
            return result;
    }
    return walk(wanted, nullptr);
}

const method *find_method(const char *name) {
    for (size_t i = 0; i < chain_length; ++i)
        if (strcmp(chain[i].name, name) == 0)
            return &chain[i];

#define ANONSHM_NAME(name, needs, offers, description) #name,
    static const char *const known[] = {ANONSHM_METHODS(ANONSHM_NAME)};
#undef ANONSHM_NAME
    errno = EINVAL;
    for (const char *other : known)
        if (strcmp(other, name) == 0)
            errno = ENOSYS;
    return nullptr;
}

} // namespace anonshm
