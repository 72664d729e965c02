// SPDX-License-Identifier: MIT
// anonshm_size() and anonshm_resize().

#include "../methods.h"

namespace check {

namespace {

using fake::call;

constexpr test_case cases[] = {
    {"resize: one call, repeated after a signal, with errno as it was",
     [] {
         errno = 99;
         const bool once = anonshm_resize(1000, 1) == 0 && fake::count(call::resize) == 1;
         fake::fail(call::resize, EINTR, 3);
         return once && anonshm_resize(1000, 1) == 0 && fake::count(call::resize) == 5 &&
                errno == 99 && fake::cancellable() == 0;
     }},
    {"resize: EFBIG beyond the limit, and no call that would raise SIGXFSZ",
     [] {
         fake::answer.size_limit = 4096;
         return anonshm_resize(1000, 4097) == -1 && errno == EFBIG && fake::log_length == 0 &&
                anonshm_resize(1000, 4096) == 0;
     }},
    {"resize: what the system answers is reported",
     [] {
         fake::fail(call::resize, EPERM);
         return anonshm_resize(1000, 1) == -1 && errno == EPERM;
     }},
    {"size: EINVAL without a place for it",
     [] {
         uint64_t size = 0;
         return anonshm_size(1000, nullptr) == -1 && errno == EINVAL &&
                anonshm_size(1000, &size) == 0 && size == 4096;
     }},
};

const group these{cases};

} // namespace

} // namespace check
