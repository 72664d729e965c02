// The fallback chain: what errno it ends with, and what it remembers.

#include "../methods.h"

#include <initializer_list>

namespace check {

namespace {

using fake::call;
using fake::for_ever;

int creations_on_disk() {
    int found = 0;
    for (int n = 0; n < creations(); ++n)
        for (const char *directory : {"/scratch/", "/tmp/", "/var/tmp/"})
            found += begins_with(creation(n).text, directory);
    return found;
}

// What the methods that need ANONSHM_ALLOW_DISK call when all is refused.
int refused_on_disk() {
    int found = 0;
    for (const method &each : methods)
        for (const int times : each.refused)
            found += each.needs & ANONSHM_ALLOW_DISK ? times : 0;
    return found;
}

constexpr test_case cases[] = {
    {"errno is left alone by a success, whatever failed before it",
     [] {
         refuse_memfd();
         errno = ERANGE;
         return serves(anonshm_open(0)) && errno == ERANGE;
     }},
    {"when nothing serves, errno is that of the last method tried",
     [] {
         refuse_everything(0);
         return fails_with(EROFS, anonshm_open(0));
     }},
    {"a platform that has nothing for these flags fails with ENOSYS",
     [] {
         refuse_everything(0);
         return fails_with(ENOSYS, anonshm_open(ANONSHM_HUGE));
     }},
    {"a file on disk only with ANONSHM_ALLOW_DISK",
     [] {
         refuse_everything(0);
         anonshm_open(0);
         const int in_memory = creations(), on_disk = creations_on_disk();
         anonshm_open(ANONSHM_ALLOW_DISK);
         return on_disk == 0 && creations_on_disk() == refused_on_disk() &&
                refused_on_disk() > 0 && creations() == 2 * in_memory + refused_on_disk();
     }},
    {"where serving began is remembered",
     [] {
         refuse_memfd();
         anonshm_open(0);
         fake::log_length = 0;
         anonshm_open(0);
         return creation(0).what == first_without_memfd().creating && creations() == 1;
     }},
    {"where it ceases to serve, every method is tried again",
     [] {
         const call first = first_without_memfd().creating;
         const call second =
             first_without({call::memfd_syscall, call::memfd_create, first}).creating;
         refuse_memfd();
         fake::fail(first, EPERM, for_ever, 1); // a filter arrives
         anonshm_open(0);
         const anonshm_handle after = anonshm_open(0);
         fake::log_length = 0;
         const anonshm_handle later = anonshm_open(0);
         return after != -1 && later != -1 && creation(0).what == second && creations() == 1;
     }},
    {"where serving began, no descriptor left stops the call",
     [] {
         refuse_memfd();
         fake::fail(first_without_memfd().creating, EMFILE, for_ever, 1);
         anonshm_open(0);
         fake::log_length = 0;
         return anonshm_open(0) == -1 && errno == EMFILE && creations() == 1;
     }},
    {"a directory that is full now is tried again",
     [] {
         refuse_before(find("o_tmpfile"));
         fake::fail(call::open, ENOSPC, 3);
         const anonshm_handle by_another = anonshm_open(0);
         fake::log_length = 0;
         return by_another != -1 && anonshm_open(0) != -1 && creation(0).what == call::open &&
                creations() == 1;
     }},
    {"each combination of flags is remembered by itself",
     [] {
         fake::fail(methods[0].creating, EACCES, 1);
         anonshm_open(ANONSHM_EXEC);
         fake::log_length = 0;
         anonshm_open(0);
         return creation(0).what == methods[0].creating;
     }},
};

const group these{cases};

} // namespace

} // namespace check
