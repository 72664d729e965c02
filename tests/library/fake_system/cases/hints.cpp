// SPDX-License-Identifier: MIT
// Hints: what is remembered, for how long, and of whom.

#include "../methods.h"

#include "../../../../src/library/create/hints.h"

#include <string.h>

namespace check {

namespace {

using fake::call;

// -- What is remembered ----------------------------------------------------------------------

int calls_of_second_creation(unsigned flags) {
    const anonshm_handle first = anonshm_open(flags);
    fake::log_length = 0;
    return first != -1 && anonshm_open(flags) != -1 ? creations() : -1;
}

bool hint_is_left() {
    for (const anonshm::hint &each : anonshm::hints)
        if (anonshm::load(each.refused) != 0)
            return true;
    return false;
}

// -- For how long: any filters on any threads ------------------------------------------------

// What each thread's filter answers to memfd_create(2), by the flags that exist: bit 0 sealing,
// bit 1 execution; 4: to the other method for it.
constexpr unsigned threads = 3;
int filters[threads][5];

int filtered(call what, unsigned flags) {
    const int *const mine = filters[fake::answer.thread];
    if (what == call::memfd_create && mine[4] != 0)
        return mine[4];
    if (what != call::memfd_syscall && what != call::memfd_create)
        return what == call::shm_anon ? ENOSYS : 0;
    return mine[((flags & sealing) != 0) + 2 * ((flags & (noexec | exec)) != 0)];
}

unsigned random_state;

unsigned random_below(unsigned limit) {
    random_state = random_state * 1664525 + 1013904223;
    return (random_state >> 16) % limit;
}

void new_filters() {
    constexpr int errors[] = {0, 0, ENOSYS, EINVAL, EPERM, EACCES, EINVAL, ENOSYS};
    for (int (&filter)[5] : filters) {
        const bool is_uniform = random_below(2) != 0;
        const int error = errors[random_below(8)];
        for (int &answer : filter)
            answer = is_uniform ? error : errors[random_below(8)];
    }
}

// What created the object: the last creation, which is no worse with another errno before it.
const fake::logged_call &creator() {
    return creation(creations() - 1);
}

// Whether the creation gives what one without hints gives.
bool is_as_first(unsigned flags) {
    fake::log_length = 0;
    size_t none = 0;
    const bool expected = anonshm_open_traced(flags, nullptr, &none) != -1;
    const fake::logged_call best = creator();
    fake::log_length = 0;
    const bool served = anonshm_open(flags) != -1;
    return served == expected && creator().what == best.what && creator().flags == best.flags;
}

// Each thread's creations, of which some come at once, while filters change: none is worse than
// a first one for longer than the period.
bool is_never_worse_for_longer(unsigned seed) {
    unsigned worse[threads] = {};
    random_state = seed;
    fake::refusal = filtered;
    const unsigned flags = random_below(2) ? random_below(8) & ~ANONSHM_HUGE : 0;
    const unsigned turns = 1 + random_below(100);
    for (int n = 0; n < 1200; ++n) {
        if (n % 200 == 0)
            new_filters();
        if (random_below(turns) == 0)
            fake::answer.thread = random_below(threads);
        const unsigned thread = fake::answer.thread;
        worse[thread] = is_as_first(flags) ? 0 : worse[thread] + 1;
        if (worse[thread] >= 64)
            return false;
    }
    return true;
}

constexpr test_case cases[] = {
    {"hints: a method that is missing is tried last",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS);
         fake::fail(call::memfd_create, ENOSYS);
         return calls_of_second_creation(0) == 1 &&
                creation(0).what == first_without_memfd().creating;
     }},
    {"hints: a flag set that is unknown is tried last",
     [] {
         fake::refusal = [](call, unsigned flags) { return flags & noexec ? EINVAL : 0; };
         return calls_of_second_creation(0) == 1 && creation(0).flags == (cloexec | sealing);
     }},
    {"hints: nothing but ENOSYS, and EINVAL for a flag set, is remembered",
     [] {
         for (const int error : {EPERM,  EACCES, ENOTSUP, EISDIR, ENOENT, ENOTDIR,     EROFS,
                                 ENODEV, ENXIO,  ENOSPC,  EDQUOT, EFBIG,  EEXIST,      EINTR,
                                 EMFILE, ENFILE, ENOMEM,  EIO,    EAGAIN, ENAMETOOLONG})
             for (const method &each : methods) {
                 fake::reset();
                 refuse_before(each);
                 anonshm_open(ANONSHM_ALLOW_DISK);
                 const unsigned before =
                     anonshm::load(anonshm::hints[ANONSHM_ALLOW_DISK].refused);
                 fake::reset();
                 refuse_before(each);
                 fake::fail(each.creating, error, error == EINTR ? 1 : fake::for_ever);
                 anonshm_open(ANONSHM_ALLOW_DISK);
                 const unsigned after =
                     anonshm::load(anonshm::hints[ANONSHM_ALLOW_DISK].refused);
                 if ((after & ~before) != 0)
                     return false;
             }
         return true;
     }},
    {"hints: a traced creation and one by method leave none",
     [] {
         size_t none = 0;
         fake::refusal = [](call what, unsigned flags) {
             return what == call::memfd_create ? ENOSYS : flags & noexec ? EINVAL : 0;
         };
         return anonshm_open_traced(0, nullptr, &none) != -1 &&
                open_by("memfd_syscall") != -1 && open_by("memfd_create") == -1 &&
                !hint_is_left();
     }},
    {"hints: a traced creation and one by method use none",
     [] {
         size_t none = 0;
         fake::fail(call::memfd_syscall, noexec ? EINVAL : ENOSYS, 1);
         anonshm_open(0);
         fake::log_length = 0;
         return anonshm_open_traced(0, nullptr, &none) != -1 &&
                open_by("memfd_syscall") != -1 && creations() == 2 &&
                creation(0).flags == (cloexec | sealing | noexec) &&
                creation(1).flags == creation(0).flags &&
                creation(0).what == call::memfd_syscall;
     }},
    {"hints: each combination of flags has its own",
     [] {
         fake::fail(methods[0].creating, ENOSYS, 1);
         anonshm_open(ANONSHM_EXEC);
         fake::log_length = 0;
         anonshm_open(0);
         return creation(0).what == methods[0].creating;
     }},
    {"hints: what ceases to serve is left for the next method, and for what was missing",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS, 1);
         fake::fail(call::memfd_create, ENOSYS, 1);
         anonshm_open(0);
         for (int i = 0; i < fake::creating_calls; ++i)
             if (static_cast<call>(i) > call::memfd_create)
                 fake::fail(static_cast<call>(i), EPERM);
         return anonshm_open(0) != -1 && creator().what == call::memfd_syscall;
     }},
    {"hints: when nothing serves, errno is that of the last method, and each is tried once",
     [] {
         refuse_everything(0);
         anonshm_open(0);
         const int calls = creations(), error = errno;
         return (error == EROFS || !recognises_file_systems) &&
                fails_with(error, anonshm_open(0)) && creations() == 2 * calls;
     }},
    {"hints: no descriptor left stops a creation that has one",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS);
         fake::fail(call::memfd_create, ENOSYS);
         fake::fail(first_without_memfd().creating, EMFILE, fake::for_ever, 1);
         anonshm_open(0);
         fake::log_length = 0;
         return anonshm_open(0) == -1 && errno == EMFILE && creations() == 1;
     }},
    {"hints: put to the test at the latest at the 64th creation",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS);
         for (int n = 0; n < 64; ++n)
             anonshm_open(0);
         return fake::count(call::memfd_syscall) == 2;
     }},
    {"hints: one that was wrong is the last for these flags",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS, 1);
         for (int n = 0; n < 64; ++n)
             anonshm_open(0);
         fake::fail(call::memfd_syscall, ENOSYS, 1, 0);
         anonshm_open(0);
         fake::log_length = 0;
         return anonshm_open(0) != -1 && creation(0).what == call::memfd_syscall;
     }},
    {"hints: another thread does not have it",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS, 1);
         anonshm_open(0);
         fake::answer.thread = 2;
         fake::log_length = 0;
         return anonshm_open(0) != -1 && creation(0).what == call::memfd_syscall &&
                creations() == 1;
     }},
    {"hints: whatever filters threads have, no creation is worse for longer than that",
     [] {
         for (unsigned seed = 0; seed < 300; ++seed) {
             fake::reset();
             fake::answer.thread = 0;
             if (!is_never_worse_for_longer(seed))
                 return false;
         }
         return true;
     }},
};

const group these{cases};

} // namespace

} // namespace check
