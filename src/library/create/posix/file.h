// What the methods that create an ordinary file have in common.

#ifndef ANONSHM_FILE_H
#define ANONSHM_FILE_H

#include "../request.h"

namespace anonshm {

// A new file in that directory, whose name is gone again.
int create_file(const char *directory, const request &wanted);

} // namespace anonshm

#endif
