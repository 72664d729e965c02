// Fresh names for objects that get one for a moment.

#ifndef ANONSHM_NAME_H
#define ANONSHM_NAME_H

#include <stddef.h>

namespace anonshm {

struct name {
    char text[512];
};

// How often a name that exists already is replaced by another. With 100 random bits not even
// the first is an accident.
constexpr int name_tries = 8;

// The six characters that mkostemp(3) and shm_mkstemp(3) replace.
constexpr char blanks[] = "XXXXXX";

// Makes "<directory>/anonshm-<random><tail>". Without the directory that is at most 30 bytes of
// [A-Za-z0-9._-] after one slash, which shm_open accepts on every system: macOS before 10.14.6
// takes no more than 30, and few systems take inner slashes.
//
// Inside a snap the name begins with "snap.<instance>." instead, since snapd lets nothing else
// be created in /dev/shm; it is longer then, by no more than Linux takes.
//
// False, with errno: no random bytes, or ENAMETOOLONG.
bool make_name(name &made, const char *directory = "", const char *tail = "");

} // namespace anonshm

#endif
