// SPDX-License-Identifier: MIT
// anonshm_seal(): what a kernel accepts is not what it enforces. gVisor accepts every seal and
// enforces the first four (observed with runsc of 2022 and 2026); Linux accepts EXEC on huge
// pages and does not enforce it (fs/hugetlbfs/inode.c: hugetlbfs_setattr).

#include "../check.h"

namespace check {

namespace {

using fake::call;

constexpr int object = 7; // received: none of those that the fake system makes
constexpr unsigned each_seal[] = {ANONSHM_SEAL_SEAL, ANONSHM_SEAL_SHRINK,
                                  ANONSHM_SEAL_GROW, ANONSHM_SEAL_WRITE,
                                  ANONSHM_SEAL_EXEC, ANONSHM_SEAL_FUTURE_WRITE};
constexpr uint32_t hugetlbfs = 0x958458f6; // linux/magic.h

bool is_sealed(unsigned seals) {
    return anonshm_seal(object, seals) == 0 && fake::objects_open() == 0;
}

bool is_refused(int error, unsigned seals) {
    return anonshm_seal(object, seals) == -1 && errno == error && fake::objects_open() == 0;
}

// The attempts are on other objects, one seal at a time, and the last call is an attempt.
bool was_left_alone(unsigned seals) {
    return fake::log_length == 0 || last_call().what != call::add_seals ||
           last_call().flags != seals;
}

template <class function>
bool holds_for_each(function sentence) {
    for (const unsigned seal : each_seal) {
        fake::reset();
        if (!sentence(seal))
            return false;
    }
    return true;
}

// The calls of a second time.
int calls_again(unsigned seals) {
    anonshm_seal(object, seals);
    fake::log_length = 0;
    anonshm_seal(object, seals);
    return fake::log_length;
}

constexpr test_case cases[] = {
    {"seal: each seal that is enforced is put on, once more than it was tried",
     [] {
         return holds_for_each([](unsigned seal) {
             return is_sealed(seal) && last_call().what == call::add_seals &&
                    last_call().flags == seal;
         });
     }},
    {"seal: each seal that is accepted and not enforced is ENOTSUP, and not put on",
     [] {
         return holds_for_each([](unsigned seal) {
             fake::answer.enforced_seals = 0x3f & ~seal;
             return is_refused(ENOTSUP, seal) && was_left_alone(seal);
         });
     }},
    {"seal: of several seals, one that is not enforced leaves the object as it was",
     [] {
         fake::answer.enforced_seals = 0xf; // gVisor
         return is_refused(ENOTSUP, 0x1f) && was_left_alone(0x1f) && is_sealed(0xf);
     }},
    {"seal: costs one call once it has been tried",
     [] { return holds_for_each([](unsigned seal) { return calls_again(seal) == 1; }); }},
    {"seal: what is not enforced is not tried again, and costs one look at the object's kind",
     [] {
         fake::answer.enforced_seals = 0;
         return calls_again(ANONSHM_SEAL_SHRINK) == (recognises_file_systems ? 1 : 0);
     }},
    {"seal: huge pages are tried apart (EXEC is not enforced on them)",
     [] {
         if (!recognises_file_systems)
             return true;
         fake::answer.enforced_huge_seals = 0x1f;
         if (!is_sealed(ANONSHM_SEAL_EXEC))
             return false;
         fake::answer.file_system = hugetlbfs;
         return is_refused(ENOTSUP, ANONSHM_SEAL_EXEC) && is_sealed(ANONSHM_SEAL_WRITE);
     }},
    {"seal: a kernel that does not know the seal is asked again",
     [] {
         fake::fail(call::add_seals, EINVAL, 2);
         for (int time = 0; time < 2; ++time)
             if (!is_refused(ENOTSUP, ANONSHM_SEAL_EXEC))
                 return false;
         return is_sealed(ANONSHM_SEAL_EXEC);
     }},
    {"seal: a filter that forbids everything is not taken for an enforced seal",
     [] {
         fake::fail(call::resize, EPERM, fake::for_ever, 1); // not the first size
         return is_refused(ENOTSUP, ANONSHM_SEAL_SHRINK) && was_left_alone(ANONSHM_SEAL_SHRINK);
     }},
    {"seal: another error than EPERM and EACCES says nothing about the seal",
     [] {
         fake::fail(call::write_anyhow, ENOMEM, 1, 1);
         return is_refused(ENOTSUP, ANONSHM_SEAL_WRITE) && is_sealed(ANONSHM_SEAL_WRITE);
     }},
    {"seal: without a descriptor to try it with, its errno, and the next time it is tried",
     [] {
         fake::fail(call::memfd_syscall, EMFILE, 1);
         return is_refused(EMFILE, ANONSHM_SEAL_GROW) && is_sealed(ANONSHM_SEAL_GROW);
     }},
    {"seal: where no memfd can be made it is ENOTSUP, and nothing is put on",
     [] {
         fake::fail(call::memfd_syscall, EPERM);
         fake::fail(call::memfd_create, EPERM);
         return is_refused(ENOTSUP, ANONSHM_SEAL_GROW) && fake::count(call::add_seals) == 0;
     }},
    {"seal: a method that is switched off is not called",
     [] {
         anonshm_disable("memfd_syscall,memfd_create");
         return is_refused(ENOTSUP, ANONSHM_SEAL_GROW) && creations() == 0;
     }},
    {"seal: with RLIMIT_FSIZE of 0 no size is set, which would raise SIGXFSZ",
     [] {
         fake::answer.size_limit = 0;
         return is_refused(ENOTSUP, ANONSHM_SEAL_GROW) && fake::count(call::resize) == 0;
     }},
    {"seal: an object that has no seals is ENOTSUP; EBUSY and EPERM are reported",
     [] {
         is_sealed(ANONSHM_SEAL_WRITE);
         fake::fail(call::add_seals, EINVAL, 1);
         fake::fail(call::add_seals, EBUSY, 1);
         fake::fail(call::add_seals, EPERM, 1);
         return is_refused(ENOTSUP, ANONSHM_SEAL_WRITE) &&
                is_refused(EBUSY, ANONSHM_SEAL_WRITE) && is_refused(EPERM, ANONSHM_SEAL_WRITE);
     }},
    {"seal: after a signal it is called again",
     [] {
         is_sealed(ANONSHM_SEAL_WRITE);
         fake::fail(call::add_seals, EINTR, 3);
         return is_sealed(ANONSHM_SEAL_WRITE);
     }},
    {"seal: an unknown seal is EINVAL, without a call",
     [] { return is_refused(EINVAL, 0x40) && fake::log_length == 0; }},
    {"seal: errno stays when it succeeds, and no thread is cancelled half-way",
     [] {
         errno = 123;
         return is_sealed(0x3f) && errno == 123 && fake::cancellable() == 0;
     }},
};

const group these{cases};

} // namespace

} // namespace check
