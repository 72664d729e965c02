// SPDX-License-Identifier: MIT
// The fallback chain: what errno it ends with, and what it tries.

#include "../methods.h"

#include <initializer_list>

namespace check {

namespace {

int creations_on_disk() {
    int found = 0;
    for (int n = 0; n < creations(); ++n)
        for (const char *directory : {"/scratch", "/tmp", "/var/tmp"})
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
};

const group these{cases};

} // namespace

} // namespace check
