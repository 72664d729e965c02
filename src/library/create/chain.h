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
// be null.
outcome walk(const request &wanted, trace *attempts);

// The same, beginning where the last such call was served.
outcome walk_from_hint(const request &wanted);

bool can_serve(const method &candidate, const request &wanted);

// The method of that name if it is compiled in; otherwise null and errno: ENOSYS if there is
// such a method at all, EINVAL if not.
const method *find_method(const char *name);

} // namespace anonshm

#endif
