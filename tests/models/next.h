// SPDX-License-Identifier: MIT
// The libc's own function behind one that a model replaces.

#ifndef ANONSHM_MODEL_NEXT_H
#define ANONSHM_MODEL_NEXT_H

#include <dlfcn.h>

// Looked up at the first use: a constructor of another library may call before one of ours.
template <auto *Function>
auto next(const char *name) {
    static void *found;
    if (found == nullptr)
        found = dlsym(RTLD_NEXT, name);
    return reinterpret_cast<decltype(Function)>(found);
}

#define NEXT(function) next<&::function>(#function)

#endif
