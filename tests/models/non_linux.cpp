// SPDX-License-Identifier: MIT
// What a system other than Linux lacks, or has in a form of its own: memfd_create, O_TMPFILE,
// seals. Linked into those models only; a model of a Linux libc leaves all of this to the
// kernel.

#include "model.h"
#include "next.h"

#include <stdarg.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

REPLACES int memfd_create(const char *name, unsigned flags) {
    return the_system.memfd_create ? the_system.memfd_create(name, flags) : fail(ENOSYS);
}

REPLACES long syscall(long number, ...) {
    va_list arguments;
    va_start(arguments, number);
    long a[6];
    for (long &argument : a)
        argument = va_arg(arguments, long);
    va_end(arguments);
    if (number == SYS_memfd_create && the_system.memfd_is_system_call)
        return memfd_create(reinterpret_cast<const char *>(a[0]), static_cast<unsigned>(a[1]));
    if (number == SYS_memfd_create || number == SYS_memfd_secret)
        return fail(ENOSYS);
    return NEXT(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

// These systems ignore a bit of open's flags that they do not know. What is left of O_TMPFILE
// is O_DIRECTORY with a writable access mode, and that is EISDIR, as on Linux before 3.11.
static int without_o_tmpfile(int flags) {
    return the_system.has_o_tmpfile ? flags : flags & ~o_tmpfile_bit;
}

static mode_t mode_of(int flags, va_list arguments) {
    return flags & (O_CREAT | o_tmpfile_bit) ? va_arg(arguments, mode_t) : 0;
}

REPLACES int open(const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return NEXT(open)(path, without_o_tmpfile(flags), mode);
}

REPLACES int openat(int directory, const char *path, int flags, ...) {
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_of(flags, arguments);
    va_end(arguments);
    return NEXT(openat)(directory, path, without_o_tmpfile(flags), mode);
}

REPLACES int fcntl(int fd, int command, ...) {
    va_list arguments;
    va_start(arguments, command);
    long argument = va_arg(arguments, long);
    va_end(arguments);
    if (command != F_ADD_SEALS && command != F_GET_SEALS)
        return NEXT(fcntl)(fd, command, argument);
    return the_system.seals ? the_system.seals(fd, command, static_cast<int>(argument))
                            : fail(EINVAL);
}

REPLACES_ALSO(open64, open);
REPLACES_ALSO(openat64, openat);
REPLACES_ALSO(fcntl64, fcntl);
