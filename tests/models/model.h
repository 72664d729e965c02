// SPDX-License-Identifier: MIT
// A model system: our own implementation, from what is known of it, of how one operating system
// or libc treats shared-memory objects. It is a library to be loaded in front of the libc:
//
//     LD_PRELOAD=libanonshm_model_openbsd.so ANONSHM_MODEL_ROOT=/some/directory program
//
// <os>.cpp holds the rules of a system, each with its source; the other files are the machinery
// that all of them share. The sources were read as
//   glibc @04e750e7, musl @86373b49, uClibc-ng @5e6fd08b, FreeBSD @dc752617, OpenBSD @264376d6,
//   NetBSD @624ec00c (libc) and @2724c24e (kernel), DragonFly @11699d20, xnu-11417.101.15,
//   illumos @1da57d55, Haiku @47136e71, Cygwin @61b4866b.
// A rule that is UNVERIFIED there is marked so here.
//
// What no model does: translate the paths of open(2) and its kin, which stay the host's; change
// the host's numbers of flags and errors; replace readv, writev, sendfile, statx and the like.

#ifndef ANONSHM_MODEL_H
#define ANONSHM_MODEL_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <sys/types.h>

// The models alias ftruncate64 to ftruncate and so on.
static_assert(sizeof(off_t) == 8 && sizeof(long) == 8, "models need a 64-bit host");

// A function that takes the place of the libc's.
#define REPLACES extern "C" __attribute__((visibility("default")))

// The same function under a second name. The asm label keeps musl's own macros for the
// 64-suffixed names, and glibc's distinct struct stat64, out of the way.
#define REPLACES_ALSO(second, first)                                                           \
    REPLACES decltype(first) model_##second __asm__(#second)                                   \
        __attribute__((alias(#first), nothrow))

struct fresh_directory {
    const char *path; // null: the end of the list
    mode_t mode;
};

struct system_rules {
    // What is in "/" before an object was created.
    const fresh_directory *fresh = nullptr;
    // Null: the system has no such call and the answer is ENOSYS.
    int (*memfd_create)(const char *name, unsigned flags) = nullptr;
    // The system has a number for it too, so that syscall(2) reaches it.
    bool memfd_is_system_call = false;
    bool has_o_tmpfile = false;
    // F_ADD_SEALS and F_GET_SEALS. Null: unknown to fcntl(2), EINVAL.
    int (*seals)(int fd, int command, int argument) = nullptr;
};

extern const system_rules the_system;

inline int fail(int error) {
    errno = error;
    return -1;
}

// The bit that only O_TMPFILE has; the other one is O_DIRECTORY.
constexpr int o_tmpfile_bit = O_TMPFILE & ~O_DIRECTORY;

#endif
