// SPDX-License-Identifier: MIT
// The flag sets of memfd_create(2), against a model: any answer to any set, for any flags.

#include "../methods.h"

#include <stdio.h>

namespace check {

namespace {

using fake::call;

constexpr int errors[] = {0, EINVAL, EPERM, EACCES, ENOSYS, ENOSPC, EMFILE};
constexpr unsigned error_count = sizeof errors / sizeof *errors;
constexpr unsigned sets = 4;

// What the kernel answers to each set, and what the C library's function to all, if not 0.
int answers[sets];
int function_answer;

int answer_to(call what, unsigned flags) {
    if (what != call::memfd_syscall && what != call::memfd_create)
        return ENODEV;
    if (what == call::memfd_create && function_answer != 0)
        return function_answer;
    const bool has_execution = (flags & (noexec | exec)) != 0;
    return answers[(has_execution ? 0 : 2) + (flags & sealing ? 0 : 1)];
}

// -- The model -------------------------------------------------------------------------------

struct expectation {
    unsigned flags[2 * sets];
    call what[2 * sets];
    int count;
    int error; // that the last call answered
};

unsigned flags_of(unsigned set, unsigned wanted) {
    const unsigned execution = wanted & ANONSHM_EXEC ? exec : noexec;
    return cloexec | (set < 2 ? execution : 0) |
           (set % 2 == 0 && !(wanted & ANONSHM_NO_SEALING) ? sealing : 0) |
           (wanted & ANONSHM_HUGE ? huge : 0);
}

// MFD_NOEXEC_SEAL makes it sealable as well.
bool can_serve(unsigned flags, unsigned wanted) {
    return !(wanted & ANONSHM_SEALABLE) || (flags & (sealing | noexec)) != 0;
}

bool is_listed(const expectation &so_far, unsigned flags, bool refused_only, call method) {
    for (int i = 0; i < so_far.count; ++i) {
        const int error = answer_to(so_far.what[i], so_far.flags[i]);
        const bool refused = error == EINVAL || error == EPERM || error == EACCES;
        if (so_far.flags[i] == flags && (so_far.what[i] == method || refused || !refused_only))
            return true;
    }
    return false;
}

// DESIGN.md section 5: each set once, the next weaker one on EINVAL, EPERM and EACCES, one
// without MFD_EXEC only if the last with it answered EINVAL.
bool expect_method(expectation &so_far, call method, unsigned wanted) {
    bool may_drop_exec = !(wanted & ANONSHM_EXEC) || exec == 0;
    for (unsigned set = 0; set < sets; ++set) {
        const unsigned flags = flags_of(set, wanted);
        if (set == 2 && exec != 0 && (wanted & ANONSHM_EXEC)) {
            const unsigned last_with_exec = flags_of(wanted & ANONSHM_SEALABLE ? 0 : 1, wanted);
            may_drop_exec =
                is_listed(so_far, last_with_exec, false, method) &&
                (answer_to(call::memfd_syscall, last_with_exec) == EINVAL ||
                 (method == call::memfd_create && answer_to(method, last_with_exec) == EINVAL &&
                  so_far.what[so_far.count - 1] == method));
        }
        if ((set >= 2 && !may_drop_exec) || !can_serve(flags, wanted) ||
            is_listed(so_far, flags, true, method))
            continue;
        so_far.what[so_far.count] = method;
        so_far.flags[so_far.count++] = flags;
        so_far.error = answer_to(method, flags);
        if (so_far.error != EINVAL && so_far.error != EPERM && so_far.error != EACCES)
            return so_far.error == 0 || so_far.error == EMFILE;
    }
    return false;
}

expectation expect(unsigned wanted) {
    expectation result = {};
    if (!expect_method(result, call::memfd_syscall, wanted))
        expect_method(result, call::memfd_create, wanted);
    return result;
}

bool is_as_expected(unsigned wanted) {
    const expectation expected = expect(wanted);
    fake::reset();
    fake::refusal = answer_to;
    fake::answer.mode |= 0100;
    fake::answer.seals = 0;
    const anonshm_handle object = anonshm_open(wanted);
    int n = 0;
    for (int i = 0; i < creations() && creation(i).what <= call::memfd_create; ++i, ++n)
        if (n == expected.count || creation(i).what != expected.what[n] ||
            creation(i).flags != expected.flags[n])
            return false;
    return n == expected.count && serves(object) == (expected.error == 0) &&
           (expected.error != EMFILE || (errno == EMFILE && creations() == n));
}

bool all_are_as_expected(unsigned wanted) {
    for (unsigned code = 0; code < error_count * error_count * error_count * error_count;
         ++code) {
        unsigned rest = code;
        for (int &answer : answers) {
            answer = errors[rest % error_count];
            rest /= error_count;
        }
        for (const int answer : {0, ENOSYS, EINVAL}) {
            function_answer = answer;
            if (!is_as_expected(wanted)) {
                printf("  flags 0x%x: %d %d %d %d, by the function %d\n", wanted, answers[0],
                       answers[1], answers[2], answers[3], answer);
                return false;
            }
        }
    }
    return true;
}

// -- Single rows, by flag --------------------------------------------------------------------

int refused_flags; // with EPERM

bool is_created_with(unsigned flags, unsigned wanted, int refused) {
    refused_flags = refused;
    fake::refusal = [](call, unsigned given) {
        return given & static_cast<unsigned>(refused_flags) ? EPERM : 0;
    };
    return serves(anonshm_open(wanted)) && creation(creations() - 1).flags == flags;
}

constexpr test_case cases[] = {
    {"flag sets: EPERM to MFD_ALLOW_SEALING leaves MFD_NOEXEC_SEAL, which is sealable",
     [] { return is_created_with(cloexec | noexec, 0, sealing); }},
    {"flag sets: EPERM to MFD_NOEXEC_SEAL leaves MFD_ALLOW_SEALING",
     [] { return is_created_with(cloexec | sealing, 0, 0x8); }},
    {"flag sets: EPERM to both leaves memfd",
     [] { return is_created_with(cloexec, 0, 0x8 | sealing); }},
    {"flag sets: EACCES to MFD_EXEC does not drop it",
     [] {
         fake::refusal = [](call, unsigned flags) { return flags & 0x10 ? EACCES : 0; };
         const bool served = serves(anonshm_open(ANONSHM_EXEC));
         return served && (creation(creations() - 1).what > call::memfd_create) == (exec != 0);
     }},
    {"flag sets: the C library's function is not called with what was just refused",
     [] {
         for (const int error : {EINVAL, EPERM, EACCES}) {
             fake::reset();
             fake::fail(call::memfd_syscall, error);
             if (!serves(anonshm_open(0)) || fake::count(call::memfd_create) != 0)
                 return false;
         }
         return true;
     }},
    {"flag sets: the C library's function is called once after ENOSYS (Fil-C)",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS);
         return serves(anonshm_open(0)) && fake::count(call::memfd_create) == 1 &&
                creations() == 2;
     }},
    {"flag sets: any answer to any set, for any flags, as the model has it",
     [] {
         for (unsigned flags = 0; flags <= ANONSHM_ALL_FLAGS; ++flags)
             if ((flags & ~anonshm::platform_flags) == 0 && anonshm::are_valid(flags) &&
                 !all_are_as_expected(flags))
                 return false;
         return true;
     }},
};

const group these{cases};

} // namespace

} // namespace check
