// SPDX-License-Identifier: MIT
// anonshm_disable() and $ANONSHM_DISABLE.

#include "../methods.h"

#include <stdio.h>
#include <string.h>

namespace check {

namespace {

using fake::call;

bool first_call_is(call expected) {
    fake::log_length = 0;
    return anonshm_open(0) != -1 && creation(0).what == expected;
}

bool is_traced(const char *name) {
    anonshm_attempt tried[ANONSHM_MAX_ATTEMPTS];
    size_t count = ANONSHM_MAX_ATTEMPTS;
    anonshm_open_traced(ANONSHM_ALLOW_DISK, tried, &count);
    for (size_t i = 0; i < count; ++i)
        if (strcmp(tried[i].method, name) == 0)
            return true;
    return false;
}

// Whether a method that is switched off makes no call where all is refused, and is not traced;
// and the others do as before. shm_mkstemp begins with a shm_open.
bool is_left_out(const method &tested) {
    fake::reset();
    refuse_everything(ANONSHM_ALLOW_DISK);
    anonshm_disable(tested.name);
    return !is_traced(tested.name) &&
           fails_with(ENOTSUP, open_by(tested.name, tested.needs & ANONSHM_ALLOW_DISK));
}

constexpr char both[] = "memfd_syscall,memfd_create";

constexpr test_case cases[] = {
    {"disable: what is switched off is neither tried nor traced, and ENOTSUP by name",
     [] {
         for (const method &each : methods)
             if (!is_left_out(each))
                 return false;
         return true;
     }},
    {"disable: the next method serves, also where there is a hint",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS);
         return first_call_is(call::memfd_syscall) && first_call_is(call::memfd_create) &&
                anonshm_disable("memfd_create") == 0 && anonshm_open(0) != -1 &&
                fake::count(call::memfd_create) == 1;
     }},
    {"disable: everything is ENOSYS",
     [] {
         char list[512] = "";
         size_t length = 0;
         for (const method &each : methods)
             length += static_cast<size_t>(snprintf(list + length, sizeof list - length, "%s%s",
                                                    length ? "," : "", each.name));
         return anonshm_disable(list) == 0 && fails_with(ENOSYS, anonshm_open(0)) &&
                fake::log_length == 0;
     }},
    {"disable: replaces the whole list, and \"\" enables all",
     [] {
         return anonshm_disable(both) == 0 && first_call_is(first_without_memfd().creating) &&
                anonshm_disable("memfd_syscall") == 0 && first_call_is(call::memfd_create) &&
                anonshm_disable("") == 0 && first_call_is(call::memfd_syscall);
     }},
    {"disable: EINVAL for NULL and for what is no method, and nothing has changed",
     [] {
         anonshm_disable("memfd_syscall");
         for (const char *wrong : {"memfd", "memfd_create,memfd", "memfd_create,", ",", " ",
                                   "memfd_create, shm_open", "MEMFD_CREATE", "memfd_create,,",
                                   "memfd_createx", static_cast<const char *>(nullptr)}) {
             errno = 0;
             if (anonshm_disable(wrong) != -1 || errno != EINVAL ||
                 !first_call_is(call::memfd_create))
                 return false;
         }
         return true;
     }},
    {"disable: errno is left alone by a success",
     [] {
         errno = ERANGE;
         return anonshm_disable(both) == 0 && errno == ERANGE;
     }},
    {"disable: a method of another platform may be named",
     [] { return anonshm_disable("windows_section,android") == 0 && serves(anonshm_open(0)); }},
    {"disable: the variable counts, and unknown names in it are ignored",
     [] {
         fake::answer.disable = "nothing,memfd_syscall,,memfd_create,";
         return first_call_is(first_without_memfd().creating) &&
                open_by("memfd_create") == -1 && errno == ENOTSUP;
     }},
    {"disable: the variable is read once",
     [] {
         const bool before = first_call_is(call::memfd_syscall);
         fake::answer.disable = both;
         return before && first_call_is(call::memfd_syscall) && fake::looks == 1;
     }},
    {"disable: the variable counts only if the function was never called",
     [] {
         fake::answer.disable = both;
         const bool by_variable = first_call_is(first_without_memfd().creating);
         fake::looks = 0;
         return by_variable && anonshm_disable("") == 0 && first_call_is(call::memfd_syscall) &&
                fake::looks == 0;
     }},
    {"disable: after the function the variable is not even read",
     [] {
         fake::answer.disable = both;
         return anonshm_disable("") == 0 && first_call_is(call::memfd_syscall) &&
                fake::looks == 0;
     }},
    {"disable: a call that fails does not count as one",
     [] {
         fake::answer.disable = both;
         return anonshm_disable("nothing") == -1 &&
                first_call_is(first_without_memfd().creating);
     }},
    {"disable: what is switched on again is as good as before",
     [] {
         anonshm_disable(both);
         for (int n = 0; n < 3; ++n)
             anonshm_open(0);
         return anonshm_disable("") == 0 && first_call_is(call::memfd_syscall);
     }},
};

const group these{cases};

} // namespace

} // namespace check
