// The libc's own function behind one that a model replaces.

#ifndef ANONSHM_MODEL_NEXT_H
#define ANONSHM_MODEL_NEXT_H

#include <dlfcn.h>

// Asked at the first use, not in a constructor: other libraries' constructors may call first.
template <auto *Function>
auto next(const char *name) {
    static void *found;
    if (found == nullptr)
        found = dlsym(RTLD_NEXT, name);
    return reinterpret_cast<decltype(Function)>(found);
}

#define NEXT(function) next<&::function>(#function)

#endif
