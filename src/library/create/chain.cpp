// SPDX-License-Identifier: MIT
#include "../handle.h"
#include "chain.h"
#include "disable.h"
#include "hints.h"
#include "errno_policy.h"

#include <string.h>

namespace anonshm {

hint hints[flag_combinations];

namespace {

#define ANONSHM_FLAGS(name, needs, offers, description)                                        \
    needs_##name = (needs), offers_##name = (offers) & platform_flags,
enum method_flags : unsigned { ANONSHM_METHODS(ANONSHM_FLAGS) };
#undef ANONSHM_FLAGS

#define ANONSHM_LINK(name) {#name, number_of_##name, by_##name, needs_##name, offers_##name},
constexpr method chain[] = {ANONSHM_CHAIN(ANONSHM_LINK){nullptr, 0, nullptr, 0, 0}};
#undef ANONSHM_LINK
constexpr size_t chain_length = sizeof chain / sizeof *chain - 1;

static_assert(chain_length <= ANONSHM_MAX_ATTEMPTS,
              "a trace would not fit: ANONSHM_MAX_ATTEMPTS in include/anonshm/anonshm.h");

bool can_serve(const method &candidate, const request &wanted, unsigned disabled) {
    const unsigned missing = candidate.needs & ~wanted.flags;
    const unsigned refused = wanted.flags & ANONSHM_OFFERED_FLAGS & ~candidate.offers;
    return missing == 0 && refused == 0 && (disabled & method_bit(candidate.number)) == 0;
}

void add(trace &attempts, const anonshm_attempt &tried) {
    if (attempts.count < attempts.room)
        attempts.attempts[attempts.count++] = tried;
}

// With the read-only descriptor that is wanted, or nothing.
anonshm_handle with_twin(anonshm_handle object, const request &wanted) {
    twin *const beside = wanted.readonly;
    if (object == ANONSHM_INVALID_HANDLE || beside == nullptr)
        return object;
    if (beside->made == ANONSHM_INVALID_HANDLE)
        beside->made = beside->make(object);
    if (beside->made != ANONSHM_INVALID_HANDLE)
        return object;
    blame(wanted, "open");
    return discard(object);
}

// What the caller insists on has one errno for all that can refuse it: an old kernel, a filter.
int reported(int error, const request &wanted, const progress &now) {
    const action then = action_for(error);
    const bool refused = now.blamed_for(error) == nullptr &&
                         (then == action::weaker_flags || then == action::next_method);
    return refused && wanted.insists() ? ENOTSUP : error;
}

// False, with errno as it was, if the method has found nothing left to try.
bool attempt(const method &tried, const request &wanted, trace *attempts, outcome &result) {
    progress &now = *wanted.so_far;
    const int errno_before = errno;
    now.nothing_left = false;
    now.refusing_call = nullptr;
    now.refusing_error = 0;
    result.object = with_twin(tried.create(wanted), wanted);
    const bool served = result.object != ANONSHM_INVALID_HANDLE;
    result.by = served ? &tried : nullptr;
    if (now.nothing_left) {
        errno = errno_before;
        return false;
    }
    const unsigned bit = method_bit(tried.number);
    const char *const blamed = served ? nullptr : now.blamed_for(errno);
    now.tried |= bit;
    if (served)
        now.served |= bit;
    else if (errno == ENOSYS && blamed == nullptr)
        now.lasting |= bit;
    if (attempts != nullptr)
        add(*attempts, {tried.name, served ? 0 : errno, blamed});
    return true;
}

outcome walk(const request &wanted, progress &now, trace *attempts) {
    request in_progress = wanted;
    in_progress.so_far = &now;
    const unsigned disabled = disabled_methods();
    outcome result = {ANONSHM_INVALID_HANDLE, nullptr};
    size_t last = 0; // of those tried, and its errno
    int error = reported(ENOSYS, wanted, now);
    for (size_t n = 0; n < 2 * chain_length; ++n) { // what is expected to be refused comes last
        const bool second_time = n >= chain_length;
        const size_t i = second_time ? n - chain_length : n;
        const bool is_expected = (now.expected & method_bit(chain[i].number)) != 0;
        if (!can_serve(chain[i], wanted, disabled) || is_expected != second_time ||
            !attempt(chain[i], in_progress, attempts, result))
            continue;
        if (result.by != nullptr || action_for(errno) == action::stop)
            return result;
        if (i >= last) {
            last = i;
            error = reported(errno, wanted, now);
        }
    }
    errno = error;
    return result;
}

} // namespace

outcome walk(const request &wanted, trace *attempts) {
    progress now;
    return walk(wanted, now, attempts);
}

outcome walk_from_hint(const request &wanted) {
    hint &about = hints[wanted.flags];
    progress now;
    now.expected = recall(about);
    const outcome result = walk(wanted, now, nullptr);
    learn(about, now);
    return result;
}

anonshm_handle create_by(const method &chosen, const request &wanted) {
    if (!can_serve(chosen, wanted, disabled_methods())) {
        errno = ENOTSUP;
        return ANONSHM_INVALID_HANDLE;
    }
    progress now;
    request in_progress = wanted;
    in_progress.so_far = &now;
    return chosen.create(in_progress);
}

unsigned number_of(const char *name, size_t length) {
#define ANONSHM_NAME(name, needs, offers, description) #name,
    static const char *const names[] = {ANONSHM_METHODS(ANONSHM_NAME)};
#undef ANONSHM_NAME
    unsigned number = 0;
    while (number < method_count &&
           (strlen(names[number]) != length || memcmp(names[number], name, length) != 0))
        ++number;
    return number;
}

const method *find_method(const char *name) {
    const unsigned number = number_of(name, strlen(name));
    for (size_t i = 0; i < chain_length; ++i)
        if (chain[i].number == number)
            return &chain[i];
    errno = number < method_count ? ENOSYS : EINVAL;
    return nullptr;
}

} // namespace anonshm
