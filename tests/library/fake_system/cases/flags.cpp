// Requests: flags, methods by name, sizes.

#include "../methods.h"

namespace check {

namespace {

using fake::call;

constexpr unsigned unknown_flag = ANONSHM_ALL_FLAGS + 1;

// Whether the method refuses to go without what it needs, and with each of the flags that must
// not be dropped and that it does not offer.
bool refuses_what_it_cannot_serve(const method &tested) {
    if (tested.needs != 0 && !fails_with(ENOTSUP, open_by(tested.name)))
        return false;
    const unsigned needs = tested.needs & ~ANONSHM_SIZED;
    const unsigned refused = ANONSHM_OFFERED_FLAGS & ~tested.offers;
    for (unsigned flag = 1; flag < ANONSHM_SIZED; flag *= 2)
        if (refused & flag && !fails_with(ENOTSUP, open_by(tested.name, needs | flag)))
            return false;
    return true;
}

constexpr test_case cases[] = {
    {"by name: EINVAL for a method that there is not",
     [] { return fails_with(EINVAL, open_by("ashmem")) && fails_with(EINVAL, open_by("")); }},
    {"by name: EINVAL without a name", [] { return fails_with(EINVAL, open_by(nullptr)); }},
    {"by name: ENOTSUP for flags that the method cannot serve",
     [] {
         for (const method &each : methods)
             if (!refuses_what_it_cannot_serve(each))
                 return false;
         return fake::log_length == 0;
     }},
    {"by name: no other method is tried",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS);
         return fails_with(ENOSYS, open_by("memfd_syscall")) && fake::log_length == 1;
     }},
    {"unknown flags are refused before anything is called",
     [] {
         anonshm_attempt tried[1];
         size_t count = 1;
         return fails_with(EINVAL, anonshm_open(unknown_flag)) &&
                fails_with(EINVAL, open_by("shm_open", 0x80000000)) &&
                fails_with(EINVAL, anonshm_create(1, unknown_flag)) &&
                fails_with(EINVAL, anonshm_open_traced(unknown_flag, tried, &count)) &&
                count == 0 && fake::log_length == 0;
     }},
    {"sized: the size is set once",
     [] { return serves(anonshm_create(4097, 0)) && fake::count(call::resize) == 1; }},
    {"sized: set again only after a signal",
     [] {
         fake::fail(call::resize, EINTR, 2);
         return serves(anonshm_create(4097, 0)) && fake::count(call::resize) == 3;
     }},
    {"sized: a size that cannot be set is reported, and no other method tried",
     [] {
         fake::fail(call::resize, EFBIG);
         return fails_with(EFBIG, anonshm_create(4097, 0)) && creations() == 1;
     }},
    {"sized: not set where it was given at creation",
     [] {
         for (const method &each : methods) {
             if (!(each.needs & ANONSHM_SIZED))
                 continue;
             fake::reset();
             const int refused = refuse_before(each);
             if (anonshm_create(4097, 0) == -1 || fake::count(each.creating) != refused + 1 ||
                 fake::count(call::resize) != 0)
                 return false;
         }
         return true;
     }},
    {"sized: 0 is no size",
     [] { return fails_with(EINVAL, anonshm_create(0, 0)) && fake::log_length == 0; }},
};

const group these{cases};

} // namespace

} // namespace check
