// SPDX-License-Identifier: MIT
// memfd_create(2): its flags, and what becomes of them.

#include "../methods.h"

#include <initializer_list>
#include <sys/stat.h>

namespace check {

namespace {

using fake::call;

constexpr bool offers_huge = (anonshm::platform_flags & ANONSHM_HUGE) != 0;

bool memfd_flags_are(std::initializer_list<unsigned> expected) {
    int n = 0;
    for (const unsigned flags : expected)
        if (creation(n++).flags != flags)
            return false;
    return creations() == n;
}

constexpr test_case cases[] = {
    {"memfd: one call is enough, with the strongest flags",
     [] {
         return serves(anonshm_open(0)) && fake::log_length == (noexec ? 1 : 2) &&
                fake::log[0].flags == (cloexec | sealing | noexec);
     }},
    {"memfd: without MFD_NOEXEC_SEAL the execute bits are taken away",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, noexec ? 2 : 0);
         return serves(anonshm_open(0)) && fake::count(call::fchmod) == 1;
     }},
    {"memfd: with execute bits that cannot be taken away it is refused",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, noexec ? 2 : 0);
         fake::fail(call::fchmod, EPERM);
         return fails_with(EPERM, open_by("memfd_syscall"));
     }},
    {"memfd: fchmod may fail where there are no execute bits (NetBSD)",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, noexec ? 2 : 0);
         fake::fail(call::fchmod, EINVAL);
         fake::answer.mode = 0600;
         return serves(open_by("memfd_syscall"));
     }},
    {"memfd: flags refused for one choice are still tried for another",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, 1);
         anonshm_open(0);
         fake::log_length = 0;
         return anonshm_open(ANONSHM_ALLOW_DISK) != -1 &&
                creation(0).flags == (cloexec | sealing | noexec);
     }},
    {"memfd: ANONSHM_EXEC passes MFD_EXEC and keeps the execute bits",
     [] {
         return serves(anonshm_open(ANONSHM_EXEC)) && fake::count(call::fchmod) == 0 &&
                creations() == 1 && fake::log[0].flags == (cloexec | sealing | exec);
     }},
    {"memfd: ANONSHM_EXEC falls back to a kernel without MFD_EXEC",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, 1);
         return serves(anonshm_open(ANONSHM_EXEC)) && fake::count(call::fchmod) == 0;
     }},
    {"memfd: ANONSHM_EXEC without an execute bit gets one, or is refused",
     [] {
         fake::answer.mode = S_IFREG | 0666;
         fake::fail(call::fchmod, EPERM, fake::for_ever, 1);
         return serves(open_by("memfd_create", ANONSHM_EXEC)) &&
                fake::count(call::fchmod) == 1 && open_by("memfd_create", ANONSHM_EXEC) == -1 &&
                errno == EPERM;
     }},
    {"memfd: ANONSHM_EXEC under vm.memfd_noexec=2 (EACCES) goes to the next method",
     [] {
         fake::fail(call::memfd_syscall, EACCES);
         fake::fail(call::memfd_create, EACCES);
         return serves(anonshm_open(ANONSHM_EXEC)) &&
                fake::count(first_without_memfd().creating) == 1;
     }},
    {"memfd: ANONSHM_NO_SEALING requests no sealing, and forbids it where it is there",
     [] {
         return serves(anonshm_open(ANONSHM_NO_SEALING)) &&
                (fake::log[0].flags & sealing) == 0 && fake::count(call::add_seals) == 1;
     }},
    {"memfd: ANONSHM_NO_SEALING leaves alone what is not sealable",
     [] {
         fake::answer.seals = 1;
         return serves(anonshm_open(ANONSHM_NO_SEALING)) && fake::count(call::add_seals) == 0;
     }},
    {"memfd: ANONSHM_NO_SEALING accepts what has no seals at all",
     [] {
         fake::fail(call::get_seals, EINVAL);
         return serves(anonshm_open(ANONSHM_NO_SEALING));
     }},
    {"memfd: ANONSHM_NO_SEALING refuses what stays sealable",
     [] {
         fake::fail(call::add_seals, EPERM);
         return fails_with(EPERM, open_by("memfd_syscall", ANONSHM_NO_SEALING));
     }},
    {"memfd: ANONSHM_NO_SEALING tries the same flags once",
     [] {
         fake::fail(call::memfd_syscall, EINVAL);
         fails_with(EINVAL, open_by("memfd_syscall", ANONSHM_NO_SEALING));
         return noexec ? memfd_flags_are({cloexec | noexec, cloexec})
                       : memfd_flags_are({cloexec});
     }},
    {"memfd: ANONSHM_SEALABLE is looked at, and refused with ENOTSUP where it was ignored",
     [] {
         if (!serves(anonshm_open(ANONSHM_SEALABLE)) || fake::count(call::get_seals) != 1)
             return false;
         fake::reset();
         fake::answer.seals = 1;
         const bool sealed = fails_with(ENOTSUP, open_by("memfd_syscall", ANONSHM_SEALABLE));
         fake::fail(call::get_seals, EINVAL);
         return sealed && fails_with(ENOTSUP, open_by("memfd_syscall", ANONSHM_SEALABLE));
     }},
    {"memfd: ANONSHM_SEALABLE is ENOTSUP whatever refuses memfd, and no other method is tried",
     [] {
         for (const int error : {ENOSYS, EPERM, EACCES, EINVAL}) {
             fake::reset();
             fake::fail(call::memfd_syscall, error);
             fake::fail(call::memfd_create, error);
             if (!fails_with(ENOTSUP, anonshm_open(ANONSHM_SEALABLE)) ||
                 creation(creations() - 1).what > call::memfd_create)
                 return false;
         }
         return true;
     }},
    {"memfd: ANONSHM_SEALABLE reports that descriptors or memory have run out",
     [] {
         fake::fail(call::memfd_syscall, EMFILE);
         return fails_with(EMFILE, anonshm_open(ANONSHM_SEALABLE)) && creations() == 1;
     }},
    {"memfd: ANONSHM_SEALABLE with ANONSHM_EXEC works on a kernel without MFD_EXEC",
     [] {
         fake::refusal = [](call, unsigned flags) { return flags & exec ? EINVAL : 0; };
         return serves(anonshm_open(ANONSHM_SEALABLE | ANONSHM_EXEC)) &&
                creation(creations() - 1).flags == (cloexec | sealing);
     }},
    {"memfd: ANONSHM_HUGE is never dropped, and nothing but memfd is tried",
     [] {
         fake::fail(call::memfd_syscall, EINVAL);
         if (!fails_with(offers_huge ? EINVAL : ENOSYS, anonshm_open(ANONSHM_HUGE)))
             return false;
         for (int n = 0; creations() > n; ++n)
             if (creation(n).what > call::memfd_create || (creation(n).flags & huge) != huge)
                 return false;
         return true;
     }},
    {"memfd: ENOSYS for huge pages does not mean that there is no memfd",
     [] {
         refuse_once(ANONSHM_HUGE);
         return fails_with(ENOSYS, anonshm_open(ANONSHM_HUGE)) && serves(anonshm_open(0)) &&
                fake::count(call::memfd_syscall) == (offers_huge ? 2 : 1);
     }},
};

const group these{cases};

} // namespace

} // namespace check
