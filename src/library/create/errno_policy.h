// The errno rules: what to do next when a way to create the object has failed.

#ifndef ANONSHM_STEPS_H
#define ANONSHM_STEPS_H

#include <errno.h>

namespace anonshm {

enum class step {
    weaker_flags,   // the same method without its optional flags; with none left, the next one
    next_method,    // it will not do any better soon, and that may be remembered
    next_directory, // another place may do, or another method; this one may do again later
    new_name,       // a bounded number of times, then the next method
    again,          // the same call
    stop,           // report at once: another method would only hide it
};

step step_after(int error);

// Calls until the answer is not to call again.
template <class function>
int again(function call) {
    int result;
    do
        result = call();
    while (result == -1 && step_after(errno) == step::again);
    return result;
}

} // namespace anonshm

#endif
