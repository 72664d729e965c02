// SPDX-License-Identifier: MIT
// One way to create the object. The catalogue (probes/catalogue.cmake) lists every method with
// the flags that it needs and offers; methods/<name>.cpp has its code, which is by_<name>().

#ifndef ANONSHM_METHOD_H
#define ANONSHM_METHOD_H

#include "progress.h"
#include "request.h"

#include "anonshm_methods.h"

namespace anonshm {

struct method {
    const char *name;
    unsigned number; // progress.h
    // Yields an object in the normal form, or ANONSHM_INVALID_HANDLE and errno; then it has
    // left nothing behind.
    anonshm_handle (*create)(const request &wanted);
    unsigned needs;  // flags without which it cannot serve
    unsigned offers; // of the flags that must not be dropped, those that it can serve
};

// Only those of the fallback chain are defined: ANONSHM_CHAIN in the config header.
#define ANONSHM_DECLARE_METHOD(name, needs, offers, description)                               \
    anonshm_handle by_##name(const request &wanted);
ANONSHM_METHODS(ANONSHM_DECLARE_METHOD)
#undef ANONSHM_DECLARE_METHOD

} // namespace anonshm

#endif
