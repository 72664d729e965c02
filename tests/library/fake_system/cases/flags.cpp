// SPDX-License-Identifier: MIT
// Requests: flags, methods by name, sizes.

#include "../methods.h"

#include <initializer_list>

namespace check {

namespace {

using fake::call;

constexpr unsigned unknown_flag = ANONSHM_ALL_FLAGS + 1;

// Whether the method refuses to go without what it needs, and with each of the flags that must
// not be dropped and that it does not offer.
bool refuses_what_it_cannot_serve(const method &tested) {
    if (tested.needs != 0 && !fails_with(ENOTSUP, open_by(tested.name)))
        return false;
    const unsigned needs = tested.needs & ~ANONSHM_SIZED;
    const unsigned refused = ANONSHM_OFFERED_FLAGS & ~tested.offers;
    for (unsigned flag = 1; flag < ANONSHM_SIZED; flag *= 2)
        if (refused & flag && !fails_with(ENOTSUP, open_by(tested.name, needs | flag)))
            return false;
    return true;
}

constexpr test_case cases[] = {
    {"by name: EINVAL for a method that there is not",
     [] { return fails_with(EINVAL, open_by("ashmem")) && fails_with(EINVAL, open_by("")); }},
    {"by name: EINVAL without a name", [] { return fails_with(EINVAL, open_by(nullptr)); }},
    {"by name: ENOTSUP for flags that the method cannot serve",
     [] {
         for (const method &each : methods)
             if (!refuses_what_it_cannot_serve(each))
                 return false;
         return fake::log_length == 0;
     }},
    {"by name: no other method is tried",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS);
         return fails_with(ENOSYS, open_by("memfd_syscall")) && fake::log_length == 1;
     }},
    {"unknown flags, and those that contradict, are refused before anything is called",
     [] {
         anonshm_attempt tried[1];
         size_t count = 1;
         return fails_with(EINVAL, anonshm_open(unknown_flag)) &&
                fails_with(EINVAL, open_by("shm_open", 0x80000000)) &&
                fails_with(EINVAL, anonshm_open(ANONSHM_SEALABLE | ANONSHM_NO_SEALING)) &&
                fails_with(EINVAL, anonshm_create(1, unknown_flag)) &&
                fails_with(EINVAL, anonshm_open_traced(unknown_flag, tried, &count)) &&
                count == 0 && fake::log_length == 0;
     }},
    {"sized: the size is set once",
     [] { return serves(anonshm_create(4097, 0)) && fake::count(call::resize) == 1; }},
    {"sized: set again only after a signal",
     [] {
         fake::fail(call::resize, EINTR, 2);
         return serves(anonshm_create(4097, 0)) && fake::count(call::resize) == 3;
     }},
    {"sized: where the size cannot be set, the next method is tried",
     [] {
         fake::fail(call::resize, ENOSPC, 1);
         return serves(anonshm_create(4097, 0)) && creations() == 2;
     }},
    {"sized: a size that cannot be set anywhere is reported",
     [] {
         fake::fail(call::resize, EFBIG);
         fake::fail(call::ashmem, ENOSYS);
         fake::fail(call::section, ENOSYS);
         return fails_with(EFBIG, anonshm_create(4097, 0)) && fake::count(call::resize) > 6;
     }},
    {"sized: beyond RLIMIT_FSIZE it is EFBIG, and nothing is called",
     [] {
         fake::answer.size_limit = 4096;
         return fails_with(EFBIG, anonshm_create(4097, 0)) && fake::log_length == 0 &&
                serves(anonshm_create(4096, 0));
     }},
    {"sized: a directory without room is passed over, and nothing with room is ENOSPC",
     [] {
         fake::answer.room = 4096;
         refuse_before(find("o_tmpfile"));
         for (const call what : {call::ashmem, call::section, call::shm_mkstemp})
             fake::fail(what, ENOSYS);
         const bool refused = fails_with(ENOSPC, anonshm_create(4097, 0));
         return !recognises_file_systems ||
                (refused && fake::count(call::open) == 0 && fake::count(call::shm_open) == 0 &&
                 fake::count(call::mkostemp) == 0);
     }},
    {"sized: not set where it was given at creation",
     [] {
         for (const method &each : methods) {
             if (!(each.needs & ANONSHM_SIZED))
                 continue;
             fake::reset();
             const int refused = refuse_before(each);
             if (anonshm_create(4097, 0) == -1 || fake::count(each.creating) != refused + 1 ||
                 fake::count(call::resize) != 0)
                 return false;
         }
         return true;
     }},
    {"sized: 0 is no size",
     [] { return fails_with(EINVAL, anonshm_create(0, 0)) && fake::log_length == 0; }},
};

constexpr test_case cancellation[] = {
    {"no cancellation point: whatever is called, a thread cannot be cancelled meanwhile",
     [] {
         anonshm_attempt tried[ANONSHM_MAX_ATTEMPTS];
         size_t count = ANONSHM_MAX_ATTEMPTS;
         for (const method &each : methods)
             open_by(each.name, each.needs & ~ANONSHM_SIZED);
         fake::fail(call::memfd_syscall, ENOSYS);
         anonshm_open_traced(0, tried, &count);
         anonshm_open(ANONSHM_ALL_FLAGS & ~ANONSHM_SEALABLE);
         anonshm_open(ANONSHM_ALL_FLAGS & ~ANONSHM_NO_SEALING);
         anonshm_create(4096, 0);
         return fake::log_length > 20 && fake::cancellable() == 0;
     }},
    {"no cancellation point: the thread's own state is restored, refused or not",
     [] {
         const int before = anonshm::sys_disable_cancellation();
         anonshm_open(0);
         anonshm_open(unknown_flag);
         const int inside = anonshm::sys_disable_cancellation();
         anonshm::sys_restore_cancellation(before);
         anonshm_open(0);
         anonshm_open(unknown_flag);
         return inside == 0 && anonshm::sys_disable_cancellation() == 1;
     }},
};

const group these{cases};
const group those{cancellation};

} // namespace

} // namespace check