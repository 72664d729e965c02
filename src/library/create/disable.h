// SPDX-License-Identifier: MIT
// Methods that are switched off: anonshm_disable(), ANONSHM_DISABLE.

#ifndef ANONSHM_DISABLE_H
#define ANONSHM_DISABLE_H

#include "atomic.h"

namespace anonshm {

// Two words, each written for one reason alone, so that no exchange of both is needed: who
// reads the environment cannot undo a call of anonshm_disable() that comes meanwhile.
struct disabled {
    volatile unsigned by_call;
    volatile unsigned by_environment;
};
extern disabled switched_off;

// The bits (progress.h) of the methods that are switched off now. Reads the environment the
// first time, unless anonshm_disable() was called before.
unsigned disabled_methods();

} // namespace anonshm

#endif
