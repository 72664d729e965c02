// SPDX-License-Identifier: MIT
#include "methods.h"

#include "../../../src/library/create/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

namespace check {

using fake::call;

#define ANONSHM_METHOD(name, needs, offers, description) {#name, needs, offers, {}, 0, {}, {}},
method methods[method_count] = {ANONSHM_METHODS(ANONSHM_METHOD)};
#undef ANONSHM_METHOD

namespace {

// mkostemp and shm_mkstemp have tried other names by themselves. No Windows call is
// interrupted.
constexpr struct {
    call creating;
    unsigned repeats;
} known[] = {
    {call::memfd_syscall, after_signal | with_weaker_flags},
    {call::memfd_create, after_signal | with_weaker_flags},
    {call::shm_anon, after_signal},
    {call::ashmem, after_signal},
    {call::section, 0},
    {call::open, after_signal | in_next_directory},
    {call::shm_open, after_signal | with_new_name},
    {call::shm_mkstemp, after_signal},
    {call::mkostemp, after_signal | in_next_directory},
};

bool create_by(const method &tested) {
    const anonshm::method *const code = anonshm::find_method(tested.name);
    return code != nullptr &&
           anonshm::create_by(*code, {tested.needs, 4096}) != ANONSHM_INVALID_HANDLE;
}

// Whether the method goes on to another call when the one that creates its object is refused.
bool goes_on(const method &tested) {
    fake::reset();
    fake::fail(tested.creating, ENOTSUP, 1);
    return create_by(tested) && creation(creations() - 1).what != tested.creating;
}

// The object that a method yields is from its last call; shm_mkstemp begins with a shm_open.
// What may make no file, since nothing can tell that it is in memory, counts as the one that
// would.
bool classify(method &tested) {
    fake::reset();
    const bool created = create_by(tested);
    if (!created && recognises_file_systems)
        return false;
    tested.creating = creations() > 0 ? creation(creations() - 1).what : call::open;
    for (const auto &each : known)
        if (each.creating == tested.creating) {
            tested.repeats = each.repeats;
            if (goes_on(tested))
                tested.repeats |= with_name_of_its_own;
            return true;
        }
    return false;
}

void count_refused(method &tested) {
    fake::reset();
    for (int i = 0; i < fake::creating_calls; ++i)
        fake::fail(static_cast<call>(i), ENOSYS);
    create_by(tested);
    for (int i = 0; i < fake::creating_calls; ++i)
        tested.refused[i] = fake::count(static_cast<call>(i));
    tested.last_refused = creation(creations() - 1).what;
}

// Refuses what the methods before the end call for these flags. Returns how often the last
// argument is among that.
int refuse(const method *end, unsigned flags, call counted) {
    int times[fake::creating_calls] = {};
    for (const method *each = methods; each != end; ++each)
        for (int i = 0; can_serve(*each, flags) && i < fake::creating_calls; ++i)
            times[i] += each->refused[i];
    for (int i = 0; i < fake::creating_calls; ++i)
        fake::fail(static_cast<call>(i), ENOSYS, times[i]);
    return times[static_cast<int>(counted)];
}

} // namespace

bool classify_methods() {
    bool good = true;
    for (method &each : methods) {
        const bool classified = classify(each);
        if (!classified)
            printf(
                "%s: add the call that creates its object to the table `known` in\n"
                "  tests/library/fake_system/methods.cpp, and to fake_system.h there if it is"
                " new\n",
                each.name);
        count_refused(each);
        good = good && classified;
    }
    return good;
}

const method &find(const char *name) {
    for (const method &each : methods)
        if (strcmp(each.name, name) == 0)
            return each;
    printf("tests/library/fake_system: there is no method %s\n", name);
    abort();
}

bool can_serve(const method &candidate, unsigned flags) {
    return (candidate.needs & ~flags) == 0 &&
           (flags & ANONSHM_OFFERED_FLAGS & ~candidate.offers) == 0;
}

const method &first_without(std::initializer_list<call> refused) {
    for (const method &each : methods) {
        bool serves = can_serve(each, 0);
        for (const call what : refused)
            serves = serves && each.creating != what;
        if (serves)
            return each;
    }
    printf("tests/library/fake_system: no method is left\n");
    abort();
}

unsigned all_needs() {
    unsigned needs = 0;
    for (const method &each : methods)
        needs |= each.needs;
    return needs & ~ANONSHM_SIZED;
}

anonshm_handle open_for(const method &tested, unsigned choice) {
    const bool sized = (tested.needs & ANONSHM_SIZED) != 0;
    const unsigned flags = all_needs() | choice;
    return sized ? anonshm_create(4096, flags) : anonshm_open(flags);
}

const char *method_for(const method &tested, unsigned choice) {
    const unsigned flags = all_needs() | choice | (tested.needs & ANONSHM_SIZED);
    const anonshm::outcome result = anonshm::walk({flags, 4096}, nullptr);
    return result.by == nullptr ? nullptr : result.by->name;
}

int refuse_before(const method &tested, unsigned choice) {
    const unsigned flags = all_needs() | choice | (tested.needs & ANONSHM_SIZED);
    return refuse(&tested, flags, tested.creating);
}

void refuse_once(unsigned flags) {
    refuse(methods + method_count, flags, {});
}

void refuse_everything(unsigned flags) {
    call last = {};
    for (const method &each : methods)
        if (can_serve(each, flags))
            last = each.last_refused;
    for (int i = 0; i < fake::creating_calls; ++i)
        fake::fail(static_cast<call>(i), static_cast<call>(i) == last ? EROFS : ENOSYS);
}

void refuse_memfd() {
    fake::fail(call::memfd_syscall, ENOSYS);
    fake::fail(call::memfd_create, EPERM);
}

const method &first_without_memfd() {
    return first_without({call::memfd_syscall, call::memfd_create});
}

} // namespace check
