// SPDX-License-Identifier: MIT
// Random bytes for names.

#ifndef ANONSHM_RANDOM_H
#define ANONSHM_RANDOM_H

#include "../../../../probes/toolchain/feature_macros.h"

#include <stddef.h>

namespace anonshm {

// Fills the buffer with bytes that cannot be predicted, without ever waiting for them. False,
// with the errno of the last source, if none has any; a clock is not among the sources.
bool fill_random(void *buffer, size_t size);

} // namespace anonshm

#endif
