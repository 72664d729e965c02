// SPDX-License-Identifier: MIT
// Fresh names for objects that get one for a moment.

#ifndef ANONSHM_NAME_H
#define ANONSHM_NAME_H

#include "../request.h"

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

// Before a name is made. False, with errno, if one could not be removed for this request
// already.
bool may_make_name(const request &wanted);

// Before the object is made: whether its name could be removed again, as far as the removal of
// a name that does not exist shows it. It shows a system call filter, so that under one nothing
// is left behind; Landlock, AppArmor and SELinux object to names that do exist. False, with
// errno. Linux only: elsewhere there are no such filters, and shm_unlink(3) is costly on some.
bool is_removable(const name &made, int (*remove)(const char *name), const request &wanted);

} // namespace anonshm

#endif
