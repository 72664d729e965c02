// SPDX-License-Identifier: MIT
// The fallback chain: the methods of this build, best first.

#ifndef ANONSHM_CHAIN_H
#define ANONSHM_CHAIN_H

#include "method.h"

namespace anonshm {

// Where a walk writes what it tried.
struct trace {
    anonshm_attempt *attempts;
    size_t room;
    size_t count;
};

struct outcome {
    anonshm_handle object; // or ANONSHM_INVALID_HANDLE, and errno
    const method *by;      // what served it
};

// Every method in turn, by the errno policy (errno_policy.cpp), until one serves. The trace may
// be null. Uses no hints and leaves none.
outcome walk(const request &wanted, trace *attempts);

// The same with hints: what is expected to be refused is tried last.
outcome walk_from_hint(const request &wanted);

// This method and no other, without hints. ENOTSUP if it cannot serve or is switched off.
anonshm_handle create_by(const method &chosen, const request &wanted);

// The method of that name if it is compiled in; otherwise null and errno: ENOSYS if there is
// such a method at all, EINVAL if not.
const method *find_method(const char *name);

// The number (progress.h) of the method whose name these characters are, or method_count.
unsigned number_of(const char *name, size_t length);

} // namespace anonshm

#endif
