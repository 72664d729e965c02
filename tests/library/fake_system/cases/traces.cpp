// SPDX-License-Identifier: MIT
// anonshm_open_traced().

#include "../methods.h"

#include <string.h>
#include <sys/stat.h>

namespace check {

namespace {

using fake::call;

constexpr size_t room = ANONSHM_MAX_ATTEMPTS;

bool is_attempt(const anonshm_attempt &attempt, const char *method, int error) {
    return strcmp(attempt.method, method) == 0 && attempt.error == error;
}

// The errno with which a method ends after refuse_memfd(); 0: it serves.
int error_without_memfd(const method &tried) {
    if (tried.creating == call::memfd_syscall)
        return ENOSYS;
    return tried.creating == call::memfd_create ? EPERM : 0;
}

// Whether the trace has every method that can serve the flags up to the one that does.
bool is_complete_without_memfd(const anonshm_attempt *tried, size_t count) {
    size_t n = 0;
    for (const method &each : methods) {
        if (!can_serve(each, 0))
            continue;
        const int error = error_without_memfd(each);
        if (n == count || !is_attempt(tried[n++], each.name, error))
            return false;
        if (error == 0)
            return n == count;
    }
    return false;
}

constexpr test_case cases[] = {
    {"traced: every method that was tried, its errno, in order",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         refuse_memfd();
         return serves(anonshm_open_traced(0, tried, &count)) &&
                is_complete_without_memfd(tried, count);
     }},
    {"traced: complete when nothing serves",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         refuse_everything(all_needs());
         if (!fails_with(EROFS, anonshm_open_traced(all_needs(), tried, &count)))
             return false;
         size_t n = 0;
         for (const method &each : methods)
             if (can_serve(each, all_needs()) &&
                 (n == count || strcmp(tried[n++].method, each.name) != 0))
                 return false;
         return n == count && tried[n - 1].error == EROFS;
     }},
    {"traced: begins at the top, whatever is remembered",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         refuse_memfd();
         anonshm_open(0);
         anonshm_open_traced(0, tried, &count);
         return is_complete_without_memfd(tried, count);
     }},
    {"traced: ends where the chain is stopped",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         fake::fail(methods[0].creating, ENFILE);
         return fails_with(ENFILE, anonshm_open_traced(0, tried, &count)) && count == 1 &&
                is_attempt(tried[0], methods[0].name, ENFILE);
     }},
    {"traced: a call that refuses what was created is named, and memfd is not blamed",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         fake::answer.seals = 0;
         fake::fail(call::add_seals, EPERM);
         const anonshm_handle object = anonshm_open_traced(ANONSHM_NO_SEALING, tried, &count);
         return serves(object) && count == 2 && // no other memfd, which would be no better
                is_attempt(tried[0], methods[0].name, EPERM) && tried[0].call != nullptr &&
                strcmp(tried[0].call, "fcntl") == 0 && tried[1].call == nullptr;
     }},
    {"traced: ENOSYS from a later call does not mean that the method is missing",
     [] {
         fake::fail(call::add_seals, ENOSYS);
         anonshm_open(ANONSHM_NO_SEALING);
         fake::log_length = 0;
         anonshm_open(ANONSHM_NO_SEALING);
         return creation(0).what == methods[0].creating;
     }},
    {"traced: no later call is blamed for the errno of another directory",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         refuse_before(find("o_tmpfile"), ANONSHM_EXEC);
         fake::answer.mode = S_IFREG | 0666; // without execute bits, which it cannot get
         fake::fail(call::fchmod, EPERM);
         fake::fail(call::open, EROFS, fake::for_ever, 1);
         anonshm_open_traced(ANONSHM_EXEC, tried, &count);
         for (size_t i = 0; i < count; ++i)
             if (strcmp(tried[i].method, "o_tmpfile") == 0)
                 return tried[i].error == EROFS && tried[i].call == nullptr;
         return false;
     }},
    {"traced: writes what fits, and needs no room",
     [] {
         anonshm_attempt tried[2] = {{"", 0, nullptr}, {"untouched", 0, nullptr}};
         size_t one = 1, none = 0;
         fake::fail(methods[0].creating, ENOSYS);
         return anonshm_open_traced(0, tried, &one) != -1 && one == 1 &&
                is_attempt(tried[0], methods[0].name, ENOSYS) &&
                is_attempt(tried[1], "untouched", 0) &&
                anonshm_open_traced(0, nullptr, &none) != -1 && none == 0;
     }},
    {"traced: EINVAL without a count, or without the room that was promised",
     [] {
         anonshm_attempt tried[1];
         size_t count = 1;
         return fails_with(EINVAL, anonshm_open_traced(0, tried, nullptr)) &&
                fails_with(EINVAL, anonshm_open_traced(0, nullptr, &count)) && count == 1;
     }},
};

const group these{cases};

} // namespace

} // namespace check
