// The errno policy: what to do next when a method could not create the object.

#ifndef ANONSHM_ERRNO_POLICY_H
#define ANONSHM_ERRNO_POLICY_H

#include <errno.h>

namespace anonshm {

enum class action {
    weaker_flags,   // the same method without its optional flags; with none left, the next one
    next_method,    // it will not do any better soon, and that may be remembered
    next_directory, // or the next method; this one may do again later
    new_name,       // a bounded number of times, then the next method
    stop,           // report at once: another method would only hide it
};

// EINTR never gets here: system/again.h.
action action_for(int error);

} // namespace anonshm

#endif
