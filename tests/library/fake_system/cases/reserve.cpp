// SPDX-License-Identifier: MIT
// anonshm_reserve() and anonshm_discard(): pieces, signals, and what is refused before the
// kernel has to kill. The files of the kernel are as Documentation/admin-guide/cgroup-v2.rst,
// cgroup-v1/memory.rst and proc_meminfo(5) describe them.

#include "../check.h"

#if defined __linux__ // elsewhere nothing is compared, and huge pages are not recognised

# include <initializer_list>
# include <sys/stat.h>

namespace check {

namespace {

using fake::answer;
using fake::call;

constexpr int object = 7;
constexpr uint64_t KiB = 1024, MiB = 1024 * KiB, GiB = 1024 * MiB;

bool is_reserved(uint64_t offset, uint64_t size) {
    return anonshm_reserve(object, offset, size) == 0 && fake::objects_open() == 0;
}

bool is_refused(int error, uint64_t offset, uint64_t size) {
    return anonshm_reserve(object, offset, size) == -1 && errno == error &&
           fake::objects_open() == 0;
}

// The n-th piece that was asked for.
bool piece_is(int n, call what, uint64_t offset, uint64_t size) {
    for (int i = 0; i < fake::log_length; ++i)
        if (fake::log[i].what == what && n-- == 0)
            return fake::log[i].mode == offset && fake::log[i].flags == size;
    return false;
}

// 1 GiB is available, and 1 MiB of swap, if nothing else limits it.
constexpr fake::text meminfo = {"/proc/meminfo", "MemTotal:        8388608 kB\n"
                                                 "MemFree:          524288 kB\n"
                                                 "MemAvailable:    1048576 kB\n"
                                                 "SwapTotal:          2048 kB\n"
                                                 "SwapFree:           1024 kB\n"
                                                 "HugePages_Total:       0\n"};
constexpr fake::text no_more = {nullptr, nullptr};
constexpr uint64_t available = GiB + MiB;

// Whether exactly so much is refused that is more.
bool limit_is(uint64_t limit) {
    return is_reserved(0, limit) && fake::count(call::allocate) > 0 &&
           is_refused(ENOMEM, 0, limit + 1);
}

constexpr test_case cases[] = {
    {"reserve: what is smaller than a piece is one call, and nothing is compared",
     [] {
         return is_reserved(4096, MiB) && fake::count(call::open) == 0 &&
                fake::count(call::allocate) == 1 && piece_is(0, call::allocate, 4096, MiB);
     }},
    {"reserve: works in pieces of 16 MiB",
     [] {
         return is_reserved(4096, 40 * MiB) && fake::count(call::allocate) == 3 &&
                piece_is(0, call::allocate, 4096, 16 * MiB) &&
                piece_is(1, call::allocate, 4096 + 16 * MiB, 16 * MiB) &&
                piece_is(2, call::allocate, 4096 + 32 * MiB, 8 * MiB);
     }},
    {"reserve: after a signal it goes on, with a smaller piece",
     [] {
         fake::fail(call::allocate, EINTR, 2, 1);
         return is_reserved(0, 40 * MiB) && piece_is(1, call::allocate, 16 * MiB, 16 * MiB) &&
                piece_is(2, call::allocate, 16 * MiB, 8 * MiB) &&
                piece_is(3, call::allocate, 16 * MiB, 4 * MiB) &&
                piece_is(4, call::allocate, 20 * MiB, 4 * MiB);
     }},
    {"reserve: signals without end are waited for, with pieces of 64 KiB at least",
     [] {
         fake::fail(call::allocate, EINTR, 100);
         return is_reserved(0, MiB) && piece_is(99, call::allocate, 0, 64 * KiB);
     }},
    {"reserve: ENOSPC in the middle is reported at once",
     [] {
         fake::fail(call::allocate, ENOSPC, fake::for_ever, 1);
         return is_refused(ENOSPC, 0, 64 * MiB) && fake::count(call::allocate) == 2;
     }},
    {"reserve: EPERM, EBADF and ENOMEM are reported",
     [] {
         for (const int error : {EPERM, EBADF, ENOMEM}) {
             fake::reset();
             fake::fail(call::allocate, error);
             if (!is_refused(error, 0, MiB) || fake::count(call::populate) != 0)
                 return false;
         }
         return true;
     }},
    {"reserve: without fallocate the size is set and the pages are populated",
     [] {
         for (const int error : {ENOSYS, EOPNOTSUPP}) {
             fake::reset();
             fake::fail(call::allocate, error);
             if (!is_reserved(MiB, 20 * MiB) || !piece_is(0, call::resize, 0, 21 * MiB) ||
                 !piece_is(0, call::populate, MiB, 16 * MiB) ||
                 !piece_is(1, call::populate, 17 * MiB, 4 * MiB))
                 return false;
         }
         return true;
     }},
    {"reserve: the object never becomes smaller by it",
     [] {
         answer.size = 64 * MiB;
         fake::fail(call::allocate, ENOSYS);
         return is_reserved(MiB, MiB) && fake::count(call::resize) == 0;
     }},
    {"reserve: where nothing can promise it is ENOTSUP, and the size stays",
     [] {
         answer.can_populate = false;
         fake::fail(call::allocate, EOPNOTSUPP);
         return is_refused(ENOTSUP, 0, MiB) && fake::count(call::resize) == 0;
     }},
    {"reserve: beyond RLIMIT_FSIZE is EFBIG without a call that would raise SIGXFSZ",
     [] {
         answer.size_limit = MiB;
         if (!is_refused(EFBIG, 1, MiB) || fake::count(call::allocate) != 0)
             return false;
         answer.size = 2 * MiB; // it has that size already
         return is_reserved(1, MiB);
     }},
    {"reserve: a size of 0, and what no file can have, need no call",
     [] {
         return is_refused(EINVAL, 0, 0) && is_refused(EFBIG, UINT64_MAX, UINT64_MAX) &&
                is_refused(EFBIG, 1, INT64_MAX) && fake::log_length == 0;
     }},
    {"reserve: what is no object is EINVAL",
     [] {
         answer.mode = S_IFIFO | 0600;
         return is_refused(EINVAL, 0, MiB);
     }},
    {"reserve: more than is available and the free swap is ENOMEM, before anything is taken",
     [] {
         static constexpr fake::text texts[] = {meminfo, no_more};
         answer.texts = texts;
         return is_refused(ENOMEM, 0, available + 1) && fake::count(call::allocate) == 0 &&
                limit_is(available);
     }},
    {"reserve: what is there already is not needed again",
     [] {
         static constexpr fake::text texts[] = {meminfo, no_more};
         answer.texts = texts;
         answer.size = answer.allocated = 3 * GiB;
         if (!is_reserved(0, 3 * GiB) || !is_reserved(0, 3 * GiB + available))
             return false;
         // It may all be behind the range, or before it.
         answer.size = 6 * GiB;
         return is_refused(ENOMEM, 0, 3 * GiB) && is_refused(ENOMEM, 3 * GiB, 3 * GiB);
     }},
    {"reserve: huge pages are not compared",
     [] {
         static constexpr fake::text texts[] = {meminfo, no_more};
         answer.texts = texts;
         answer.file_system = 0x958458f6;
         return is_reserved(0, 3 * GiB);
     }},
    {"reserve: files of the kernel that cannot be read limit nothing",
     [] { return is_reserved(0, 64 * GiB); }},
    {"reserve: a group's limit less what it uses, files counted as free (version 2)",
     [] {
         static constexpr fake::text texts[] = {
             meminfo,
             {"/proc/self/cgroup", "0::/a/b\n"},
             {"/sys/fs/cgroup/a/b/memory.max", "209715200\n"},
             {"/sys/fs/cgroup/a/b/memory.current", "104857600\n"},
             {"/sys/fs/cgroup/a/b/memory.swap.max", "max\n"},
             {"/sys/fs/cgroup/a/b/memory.swap.current", "0\n"},
             {"/sys/fs/cgroup/a/b/memory.stat", "anon 4096\nfile 8388608\nkernel 1\n"
                                                "inactive_file 3145728\n"
                                                "active_file 1048576\nslab 7\n"},
             no_more};
         answer.texts = texts;
         return limit_is((100 + 1 + 3 + 1) * MiB);
     }},
    {"reserve: so does the limit of each group that the group is in (version 2)",
     [] {
         static constexpr fake::text texts[] = {
             meminfo,
             {"/proc/self/cgroup", "0::/a/b\n"},
             {"/sys/fs/cgroup/a/memory.max", "209715200\n"},
             {"/sys/fs/cgroup/a/memory.current", "104857600\n"},
             {"/sys/fs/cgroup/a/memory.swap.max", "0\n"},
             {"/sys/fs/cgroup/a/memory.swap.current", "0\n"},
             {"/sys/fs/cgroup/a/b/memory.max", "max\n"},
             no_more};
         answer.texts = texts;
         return limit_is(100 * MiB);
     }},
    {"reserve: a container whose group is the root of what is mounted (version 2)",
     [] {
         static constexpr fake::text texts[] = {meminfo,
                                                {"/proc/self/cgroup", "0::/\n"},
                                                {"/sys/fs/cgroup/memory.max", "104857600\n"},
                                                {"/sys/fs/cgroup/memory.current", "0\n"},
                                                {"/sys/fs/cgroup/memory.swap.max", "0\n"},
                                                {"/sys/fs/cgroup/memory.swap.current", "0\n"},
                                                no_more};
         answer.texts = texts;
         return limit_is(100 * MiB);
     }},
    {"reserve: version 1, in a group under its own name and its parents",
     [] {
         static constexpr fake::text texts[] = {
             meminfo,
             {"/proc/self/cgroup", "5:cpu,cpuacct:/x\n4:memory:/a/b\n0::/\n"},
             {"/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes", "9223372036854771712\n"},
             {"/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "209715200\n"},
             {"/sys/fs/cgroup/memory/a/memory.usage_in_bytes", "104857600\n"},
             {"/sys/fs/cgroup/memory/a/memory.stat", "inactive_file 5\n"
                                                     "total_inactive_file 2097152\n"
                                                     "total_active_file 1048576\n"},
             no_more};
         answer.texts = texts;
         return limit_is((100 + 1 + 3) * MiB); // all of the free swap: it has no limit
     }},
    {"reserve: version 1, where the limit of a group is not that of those in it",
     [] {
         static constexpr fake::text texts[] = {
             meminfo,
             {"/proc/self/cgroup", "4:memory:/a/b\n"},
             {"/sys/fs/cgroup/memory/a/b/memory.use_hierarchy", "1\n"},
             {"/sys/fs/cgroup/memory/a/memory.use_hierarchy", "0\n"},
             {"/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "4096\n"},
             {"/sys/fs/cgroup/memory/a/memory.usage_in_bytes", "0\n"},
             {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "4096\n"},
             {"/sys/fs/cgroup/memory/memory.usage_in_bytes", "0\n"},
             no_more};
         answer.texts = texts;
         return limit_is(available);
     }},
    {"reserve: version 1 limits memory and swap together",
     [] {
         static constexpr fake::text texts[] = {
             meminfo,
             {"/proc/self/cgroup", "4:memory:/a\n"},
             {"/sys/fs/cgroup/memory/a/memory.limit_in_bytes", "209715200\n"},
             {"/sys/fs/cgroup/memory/a/memory.usage_in_bytes", "104857600\n"},
             {"/sys/fs/cgroup/memory/a/memory.memsw.limit_in_bytes", "209715200\n"},
             {"/sys/fs/cgroup/memory/a/memory.memsw.usage_in_bytes", "157286400\n"},
             no_more};
         answer.texts = texts;
         return limit_is(50 * MiB);
     }},
    {"reserve: version 1 in a container, which sees its group as the root of what is mounted",
     [] {
         static constexpr fake::text texts[] = {
             meminfo,
             {"/proc/self/cgroup", "4:memory:/docker/0123456789abcdef\n"},
             {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "104857600\n"},
             {"/sys/fs/cgroup/memory/memory.usage_in_bytes", "0\n"},
             {"/sys/fs/cgroup/memory/memory.memsw.limit_in_bytes", "104857600\n"},
             {"/sys/fs/cgroup/memory/memory.memsw.usage_in_bytes", "0\n"},
             no_more};
         answer.texts = texts;
         return limit_is(100 * MiB);
     }},
    {"reserve: errno stays when it succeeds, and no thread is cancelled half-way",
     [] {
         errno = 123;
         return is_reserved(0, 64 * MiB) && errno == 123 && fake::cancellable() == 0;
     }},
    {"discard: one call, and again after a signal",
     [] {
         fake::fail(call::punch, EINTR, 2);
         return anonshm_discard(object, 4096, 8192) == 0 && fake::count(call::punch) == 3 &&
                piece_is(2, call::punch, 4096, 8192) && fake::cancellable() == 0;
     }},
    {"discard: what cannot be done is ENOTSUP, whatever the system calls it",
     [] {
         for (const int error : {ENOSYS, EOPNOTSUPP, ENOTSUP, ENODEV, ESPIPE}) {
             fake::reset();
             fake::fail(call::punch, error);
             if (anonshm_discard(object, 0, 1) != -1 || errno != ENOTSUP)
                 return false;
         }
         return true;
     }},
    {"discard: a size of 0, and what no file can have, need no call",
     [] {
         return anonshm_discard(object, 0, 0) == -1 && errno == EINVAL &&
                anonshm_discard(object, 1, INT64_MAX) == -1 && errno == EFBIG &&
                fake::log_length == 0;
     }},
};

const group these{cases};

} // namespace

} // namespace check

#endif
