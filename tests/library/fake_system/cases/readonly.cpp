// SPDX-License-Identifier: MIT
// Read-only descriptors: anonshm_readonly(), and the one that anonshm_create_with() makes.

#include "../methods.h"

#include <string.h>
#include <sys/stat.h>

namespace check {

namespace {

using fake::call;
using fake::for_ever;

#if defined __linux__ // through /proc
constexpr bool can_reopen = true;
#else
constexpr bool can_reopen = false;
#endif
#if defined __FreeBSD__ // by a copy
constexpr bool can_limit = true;
#else
constexpr bool can_limit = false;
#endif
constexpr bool needs_name = !can_reopen && !can_limit;

// Where the first such call stands in the log; -1: nowhere.
int first(call what) {
    for (int i = 0; i < fake::log_length; ++i)
        if (fake::log[i].what == what)
            return i;
    return -1;
}

anonshm_options with_twin(anonshm_handle &twin, unsigned flags = 0) {
    anonshm_options wanted = {};
    wanted.size_of_this = sizeof wanted;
    wanted.flags = flags;
    wanted.readonly = &twin;
    return wanted;
}

anonshm_handle create_both(anonshm_handle &twin, unsigned flags = 0, uint64_t size = 0) {
    anonshm_options wanted = with_twin(twin, flags);
    wanted.size = size;
    return anonshm_create_with(&wanted);
}

// Whether both have been returned, or neither, and nothing else is left.
bool both(anonshm_handle object, const anonshm_handle &twin) {
    return object != -1 && twin != -1 && object != twin && fake::objects_open() == 2 &&
           fake::names_left() == 0;
}
bool neither(int error, anonshm_handle object, const anonshm_handle &twin) {
    return fails_with(error, object) && twin == -1;
}

anonshm_handle readonly_of_new() {
    const anonshm_handle object = anonshm_open(0);
    fake::log_length = 0;
    return object == -1 ? -1 : anonshm_readonly(object);
}

#if defined __linux__
constexpr test_case system_cases[] = {
    {"readonly: the permissions for writing go first, then it is opened through /proc",
     [] {
         return readonly_of_new() != -1 && fake::log_length == 4 &&
                fake::log[first(call::fchmod)].mode == 0511 &&
                first(call::fchmod) < first(call::open_again) &&
                fake::log[first(call::open_again)].flags == (O_RDONLY | O_CLOEXEC) &&
                strcmp(fake::log[first(call::open_again)].text, "/proc/thread-self/fd/1000") ==
                    0;
     }},
    {"readonly: kernels without thread-self, and without /proc",
     [] {
         fake::fail(call::open_again, ENOENT, for_ever, 0, "/proc/thread-self");
         if (readonly_of_new() == -1 || strncmp(last_call().text, "", 1) != 0)
             return false;
         fake::fail(call::open_again, ENOENT, for_ever, 0, "/proc");
         return readonly_of_new() != -1 && fake::count(call::open_again) == 3;
     }},
    {"readonly: ENOTSUP where there is no way",
     [] {
         fake::fail(call::open_again, ENOENT);
         return readonly_of_new() == -1 && errno == ENOTSUP && fake::objects_open() == 1;
     }},
    {"readonly: what refuses one way and is missing for the other is reported",
     [] {
         fake::fail(call::open_again, EACCES, for_ever, 0, "/proc");
         fake::fail(call::open_again, ENOENT);
         return readonly_of_new() == -1 && errno == EACCES && fake::objects_open() == 1;
     }},
    {"readonly: another object is not taken for it",
     [] {
         fake::answer.is_another = true;
         return readonly_of_new() == -1 && errno == ENOTSUP && fake::objects_open() == 1;
     }},
    {"readonly: what is no file is not opened",
     [] {
         for (const unsigned type : {S_IFCHR, S_IFIFO, S_IFDIR, S_IFSOCK}) {
             fake::answer.mode = type | 0666;
             if (readonly_of_new() != -1 || errno != ENOTSUP ||
                 fake::count(call::open_again) != 0)
                 return false;
         }
         return true;
     }},
    {"readonly: EPERM where others may write, and that cannot be changed",
     [] {
         fake::fail(call::fchmod, EPERM);
         fake::answer.mode = S_IFREG | 0606;
         const bool refused = readonly_of_new() == -1 && errno == EPERM;
         fake::answer.mode = S_IFREG | 0644;
         return refused && readonly_of_new() != -1;
     }},
    {"readonly: repeated after a signal",
     [] {
         fake::fail(call::fchmod, EINTR, 2);
         fake::fail(call::open_again, EINTR, 2);
         return readonly_of_new() != -1 && fake::count(call::open_again) == 3;
     }},
};
#elif defined __FreeBSD__
constexpr test_case system_cases[] = {
    {"readonly: a copy that is limited to reading",
     [] {
         return readonly_of_new() != -1 && fake::count(call::duplicate) == 1 &&
                last_call().what == call::limit_to_reading;
     }},
    {"readonly: ENOTSUP without Capsicum, and no copy is left",
     [] {
         fake::fail(call::limit_to_reading, ENOSYS);
         return readonly_of_new() == -1 && errno == ENOTSUP && fake::objects_open() == 1;
     }},
    {"readonly: repeated after a signal",
     [] {
         fake::fail(call::duplicate, EINTR, 2);
         fake::fail(call::limit_to_reading, EINTR, 2);
         return readonly_of_new() != -1 && fake::count(call::limit_to_reading) == 3;
     }},
};
#else
constexpr test_case system_cases[] = {
    {"readonly: ENOTSUP without a name",
     [] {
         return readonly_of_new() == -1 && errno == ENOTSUP && fake::log_length == 0 &&
                fake::objects_open() == 1;
     }},
};
#endif

constexpr test_case cases[] = {
    {"readonly: with every method, both or neither",
     [] {
         for (const method &each : methods) {
             if (needs_name && each.creating != call::shm_open)
                 continue;
             fake::reset();
             anonshm_handle twin = -1;
             refuse_before(each);
             const anonshm_handle object =
                 create_both(twin, all_needs(), each.needs & ANONSHM_SIZED ? 4096 : 0);
             if (!both(object, twin))
                 return false;
         }
         return true;
     }},
    {"readonly: a name is opened before it is removed",
     [] {
         anonshm_handle twin = -1;
         refuse_before(find("shm_open"));
         if (!both(create_both(twin, all_needs()), twin))
             return false;
         int opened = first(call::open_again), removed = fake::log_length;
         while (fake::log[removed - 1].what != call::shm_unlink)
             --removed;
         return fake::log[opened].flags == O_RDONLY && opened < removed &&
                fake::count(call::open_again) == 1;
     }},
    {"readonly: a name that leads to another object is not believed",
     [] {
         anonshm_handle twin = -1;
         fake::answer.is_another = true;
         if (can_limit)
             return both(create_both(twin), twin);
         return create_both(twin) == -1 && twin == -1 && fake::objects_open() == 0 &&
                fake::names_left() == 0;
     }},
    {"readonly: methods that cannot are passed over",
     [] {
         anonshm_handle twin = -1;
         fake::fail(call::open_again, ENOENT, for_ever, 0, "/proc");
         fake::fail(call::open_again, ENOENT, can_reopen ? 4 : 0); // those without a name
         fake::fail(call::limit_to_reading, ENOSYS);
         return both(create_both(twin), twin) && fake::count(call::shm_open) == 1;
     }},
    {"readonly: nothing can",
     [] {
         anonshm_handle twin = -1;
         fake::fail(call::open_again, ENOENT);
         fake::fail(call::limit_to_reading, ENOSYS);
         return neither(ENOTSUP, create_both(twin), twin);
     }},
    {"readonly: the last descriptor stops the chain",
     [] {
         anonshm_handle twin = -1;
         fake::fail(call::open_again, EMFILE);
         fake::fail(call::duplicate, EMFILE);
         return !can_reopen || (neither(EMFILE, create_both(twin), twin) && creations() == 1);
     }},
    {"readonly: closed with an object that is given up, and not taken for the next one's",
     [] {
         anonshm_handle twin = -1;
         refuse_before(find("shm_open"), ANONSHM_SIZED);
         fake::fail(call::resize, ENOSPC, 1);
         return both(create_both(twin, all_needs(), 4096), twin);
     }},
    {"readonly: closed with an object whose name cannot be removed",
     [] {
         anonshm_handle twin = -1;
         refuse_before(find("shm_open"));
         fake::fail(call::shm_unlink, EROFS, for_ever, removals_before);
         fake::fail(call::unlink, EPERM);
         return create_both(twin) == -1 && twin == -1 && fake::objects_open() == 0;
     }},
    {"readonly: closed with an object that cannot be sealed",
     [] {
         anonshm_handle twin = -1;
         anonshm_options wanted = with_twin(twin);
         wanted.seals = 2;
         fake::answer.seals = 0;
         fake::fail(call::add_seals, EPERM, for_ever, 1); // after the seal has been tried
         return neither(needs_name ? ENOTSUP : EPERM, anonshm_create_with(&wanted), twin);
     }},
    {"readonly: not a cancellation point",
     [] {
         anonshm_handle twin = -1;
         create_both(twin);
         readonly_of_new();
         return fake::cancellable() == 0;
     }},
};

const group these{cases};
const group those{system_cases};

} // namespace

} // namespace check
