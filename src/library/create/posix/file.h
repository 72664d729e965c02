// SPDX-License-Identifier: MIT
// What the methods that create an ordinary file have in common.

#ifndef ANONSHM_FILE_H
#define ANONSHM_FILE_H

#include "../request.h"
#include "normal_form.h"

namespace anonshm {

// A new file in that directory that never has a name, in the normal form. ENOTSUP where there
// is no O_TMPFILE.
int create_unnamed_file(const char *directory, origin from, const request &wanted);

// A new file in that directory, whose name is removed again, in the normal form.
int create_named_file(const char *directory, origin from, const request &wanted);

} // namespace anonshm

#endif
