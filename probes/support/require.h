// SPDX-License-Identifier: MIT
// A question that ends before its function returns.

#ifndef ANONSHM_REQUIRE_H
#define ANONSHM_REQUIRE_H

#include "../toolchain/question.h"
#include "answer.h"

ANONSHM_PROBE_BEGIN

// Ends this process, with the answer to its question.
ANONSHM_EXTERN_C void anonshm_end_with(const answer *given);

// Where a call has failed that is only to prepare the question, the answer is unknown.
static inline void require(bool success, const char *call) {
    if (!success) {
        const answer given = result_with("unknown", "%s: %s", call, error_name(errno));
        anonshm_end_with(&given);
    }
}

ANONSHM_PROBE_END

#endif
