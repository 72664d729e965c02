// SPDX-License-Identifier: MIT
// Text that the kernel writes: /proc and /sys.

#ifndef ANONSHM_TEXT_FILE_H
#define ANONSHM_TEXT_FILE_H

#include "../../system/system.h"

namespace anonshm {

// Read in small pieces whatever its length, since this may run on the small stack of a signal
// handler. What cannot be opened is empty.
class text_file {
public:
    explicit text_file(const char *path);
    void close() const; // no destructor: it would need the C++ runtime

    // A character, or -1 at the end. Inlined everywhere, it would be most of the code.
    __attribute__((noinline)) int next();

    // Copies what precedes one of two characters, and returns that one, or -1 at the end. What
    // does not fit is left out.
    __attribute__((noinline)) int copy(char *to, size_t room, char end, char other_end);

private:
    int fd;
    int at = 0;
    int length = 0;
    char buffer[256];
};

// The number at the beginning; `no_number` where there is none ("max"), also of a file. Not
// UINT64_MAX, which not every C library (dietlibc, klibc) defines for C++.
constexpr uint64_t no_number = ~uint64_t{0};
uint64_t number_in(const char *path);

// Lines of a name, blanks and a number. A field whose name is not there keeps its value.
struct field {
    const char *name;
    uint64_t value;
};
void read_fields(const char *path, field *fields, size_t count);

} // namespace anonshm

#endif
