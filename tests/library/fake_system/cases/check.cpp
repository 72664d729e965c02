// SPDX-License-Identifier: MIT
// anonshm_check(): what a receiver may rely on.

#include "../check.h"

#if defined __linux__ // elsewhere the fake system does not say what holds the pages

# include <initializer_list>
# include <sys/stat.h>

namespace check {

namespace {

using fake::answer;
using fake::call;

constexpr int object = 7;

// An object as good senders make them.
void receive() {
    answer.seals = ANONSHM_SEAL_SHRINK | ANONSHM_SEAL_WRITE;
    answer.size = 4096;
}

bool is_good(unsigned requirements, uint64_t size = 4096) {
    return anonshm_check(object, size, requirements) == 0 && fake::objects_open() == 0;
}

bool is_bad(int error, unsigned requirements, uint64_t size = 4096) {
    return anonshm_check(object, size, requirements) == -1 && errno == error &&
           fake::objects_open() == 0;
}

// Where the first call of the kind stands in the log.
int position(call what) {
    int n = 0;
    while (n < fake::log_length && fake::log[n].what != what)
        ++n;
    return n;
}

constexpr unsigned every_promise =
    ANONSHM_CANNOT_SHRINK | ANONSHM_CANNOT_BE_WRITTEN | ANONSHM_READABLE | ANONSHM_HAS_NO_NAME;

constexpr test_case cases[] = {
    {"check: everything that is required holds",
     [] {
         receive();
         return is_good(every_promise | (recognises_file_systems ? ANONSHM_IS_MEMORY : 0));
     }},
    {"check: one byte too small is EINVAL",
     [] {
         receive();
         return is_good(0, 4096) && is_bad(EINVAL, 0, 4097);
     }},
    {"check: pipes, directories, devices and sockets are EINVAL",
     [] {
         receive();
         for (const unsigned type : {S_IFIFO, S_IFDIR, S_IFCHR, S_IFBLK, S_IFSOCK}) {
             answer.mode = type | 0600;
             if (!is_bad(EINVAL, 0, 0))
                 return false;
         }
         return true;
     }},
    {"check: a file on a disk is EINVAL where memory is required",
     [] {
         if (!recognises_file_systems)
             return true;
         receive();
         answer.file_system = ext4;
         return is_bad(EINVAL, ANONSHM_IS_MEMORY) && is_good(0);
     }},
    {"check: a file system that cannot be asked for is not taken for memory",
     [] {
         receive();
         fake::fail(call::file_system, EPERM);
         return is_bad(ENOTSUP, ANONSHM_IS_MEMORY);
     }},
    {"check: the seals are looked at before the size",
     [] {
         receive();
         return is_good(ANONSHM_CANNOT_SHRINK) &&
                position(call::get_seals) < position(call::fstat);
     }},
    {"check: a seal that is reported and not enforced does not count",
     [] {
         receive();
         answer.enforced_seals = 0x3f & ~ANONSHM_SEAL_SHRINK;
         return is_bad(EPERM, ANONSHM_CANNOT_SHRINK);
     }},
    {"check: CANNOT_BE_WRITTEN needs WRITE and SHRINK, both enforced",
     [] {
         receive();
         answer.seals = ANONSHM_SEAL_WRITE;
         if (!is_bad(EPERM, ANONSHM_CANNOT_BE_WRITTEN))
             return false;
         answer.seals = ANONSHM_SEAL_SHRINK | ANONSHM_SEAL_FUTURE_WRITE;
         if (!is_bad(EPERM, ANONSHM_CANNOT_BE_WRITTEN))
             return false;
         receive();
         answer.enforced_seals = 0x3f & ~ANONSHM_SEAL_WRITE;
         return is_bad(EPERM, ANONSHM_CANNOT_BE_WRITTEN);
     }},
    {"check: where the seal cannot be tried it does not count",
     [] {
         receive();
         fake::fail(call::memfd_syscall, ENOSYS);
         fake::fail(call::memfd_create, ENOSYS);
         return is_bad(EPERM, ANONSHM_CANNOT_SHRINK);
     }},
    {"check: without a descriptor to try the seal with, its errno",
     [] {
         receive();
         fake::fail(call::memfd_syscall, EMFILE);
         return is_bad(EMFILE, ANONSHM_CANNOT_SHRINK);
     }},
    {"check: what has no seals promises nothing",
     [] {
         receive();
         fake::fail(call::get_seals, EINVAL);
         return is_bad(EPERM, ANONSHM_CANNOT_SHRINK) &&
                is_bad(EPERM, ANONSHM_CANNOT_BE_WRITTEN) && is_good(0);
     }},
    {"check: access modes are EACCES, and a path that was opened only as one (O_PATH) has none",
     [] {
         receive();
         answer.seals = 0;
         if (!is_good(ANONSHM_WRITABLE | ANONSHM_READABLE))
             return false;
         answer.access_mode = O_RDONLY;
         if (!is_bad(EACCES, ANONSHM_WRITABLE) || !is_good(ANONSHM_READABLE))
             return false;
         answer.access_mode = O_WRONLY; // cannot be mapped
         if (!is_bad(EACCES, ANONSHM_WRITABLE) || !is_bad(EACCES, ANONSHM_READABLE))
             return false;
# if defined O_PATH
         answer.access_mode = O_PATH;
         return is_bad(EACCES, ANONSHM_READABLE);
# else
         return true;
# endif
     }},
    {"check: what is sealed against writing is not writable",
     [] {
         receive();
         answer.seals = ANONSHM_SEAL_FUTURE_WRITE;
         return is_bad(EPERM, ANONSHM_WRITABLE);
     }},
    {"check: a link is a name, but not the one that gVisor counts for a memfd",
     [] {
         receive();
         answer.links = 1;
         answer.seals = ANONSHM_SEAL_SEAL; // a file in a tmpfs
         if (!is_bad(EPERM, ANONSHM_HAS_NO_NAME))
             return false;
         answer.seals = 0;
         if (!is_good(ANONSHM_HAS_NO_NAME))
             return false;
         answer.links = 0;
         answer.seals = ANONSHM_SEAL_SEAL;
         return is_good(ANONSHM_HAS_NO_NAME);
     }},
    {"check: a link is a name where there are no seals",
     [] {
         receive();
         answer.links = 1;
         fake::fail(call::get_seals, EINVAL);
         return is_bad(EPERM, ANONSHM_HAS_NO_NAME);
     }},
    {"check: EBADF for what is no descriptor",
     [] {
         fake::fail(call::fstat, EBADF);
         return is_bad(EBADF, 0, 0);
     }},
    {"check: an unknown requirement is EINVAL, without a call",
     [] { return is_bad(EINVAL, 0x40, 0) && fake::log_length == 0; }},
    {"check: costs one call for the size, and one each for what depends on it",
     [] {
         receive();
         is_good(every_promise);
         fake::log_length = 0;
         is_good(0);
         if (fake::log_length != 1)
             return false;
         fake::log_length = 0;
         is_good(every_promise);
         return fake::log_length == 3;
     }},
};

const group these{cases};

} // namespace

} // namespace check

#endif
