// SPDX-License-Identifier: MIT
#include "../../system/again.h"
#include "../../system/system.h"
#include "../errno_policy.h"
#include "../progress.h"
#include "memfd.h"
#include "normal_form.h"

namespace anonshm {

namespace {

// Our own numbers, as headers lag behind kernels for years: glibc has MFD_NOEXEC_SEAL since
// 2.38, musl 1.2.6 not yet. The headers' where they have the name, as NuttX has its own values.
#if defined ANONSHM_MFD_CLOEXEC
constexpr unsigned mfd_cloexec = ANONSHM_MFD_CLOEXEC;
#else
constexpr unsigned mfd_cloexec = 0x1;
#endif
#if defined ANONSHM_MFD_ALLOW_SEALING
constexpr unsigned mfd_allow_sealing = ANONSHM_MFD_ALLOW_SEALING;
#else
constexpr unsigned mfd_allow_sealing = 0x2;
#endif
#if defined __linux__
constexpr unsigned mfd_huge = 0x4;
constexpr unsigned usual_page_bits = 0; // its own default
constexpr unsigned mfd_noexec_seal = 0x8;
constexpr unsigned mfd_exec = 0x10;
#else // unknown there, and FreeBSD 13-CURRENT returned EINVAL itself as if it were a descriptor
constexpr unsigned mfd_noexec_seal = 0;
constexpr unsigned mfd_exec = 0;
#endif
#if defined __FreeBSD__ // no default: without a size it is EOPNOTSUPP (memfd_create.c)
constexpr unsigned mfd_huge = 0x4;
constexpr unsigned usual_page_bits = 21;
#elif !defined __linux__ // has no such flag: platform_flags
constexpr unsigned mfd_huge = 0;
constexpr unsigned usual_page_bits = 0;
#endif
constexpr unsigned mfd_huge_shift = 26; // MFD_HUGE_SHIFT: where log2 of the page size is

// The optional flags, strongest set first. Kernels before 6.3 know nothing of execution;
// filters, and the first kernels of RHEL 7, refuse sealing, which MFD_NOEXEC_SEAL implies.
constexpr struct flag_set {
    bool execution;
    bool sealing;
} flag_sets[] = {{true, true}, {true, false}, {false, true}, {false, false}};
static_assert(sizeof flag_sets / sizeof *flag_sets == memfd_flag_sets, "progress.h");

unsigned flags_of(const flag_set &set, const request &wanted) {
    unsigned flags = mfd_cloexec;
    if (set.execution)
        flags |= wanted.flags & ANONSHM_EXEC ? mfd_exec : mfd_noexec_seal;
    if (set.sealing && !(wanted.flags & ANONSHM_NO_SEALING))
        flags |= mfd_allow_sealing;
    if (wanted.flags & ANONSHM_HUGE)
        flags |= mfd_huge | (wanted.page_bits ? wanted.page_bits : usual_page_bits)
                                << mfd_huge_shift;
    return flags;
}

// Two sets may come to the same flags, and are one then: the first of them.
unsigned first_equal(unsigned set, const request &wanted) {
    const unsigned flags = flags_of(flag_sets[set], wanted);
    unsigned first = 0;
    while (flags_of(flag_sets[first], wanted) != flags)
        ++first;
    return first;
}

// MFD_NOEXEC_SEAL implies MFD_ALLOW_SEALING.
bool can_serve(unsigned set, const request &wanted) {
    const unsigned sealing = mfd_allow_sealing | mfd_noexec_seal;
    return !(wanted.flags & ANONSHM_SEALABLE) ||
           (flags_of(flag_sets[set], wanted) & sealing) != 0;
}

// MFD_EXEC is dropped where the kernel does not know it, and only there: vm.memfd_noexec=2
// refuses it with EACCES, and gives what is not executable without it.
bool may_try(unsigned set, const request &wanted) {
    const progress &now = *wanted.so_far;
    if (first_equal(set, wanted) != set || (now.refused_sets & flag_set_bit(set)) != 0 ||
        !can_serve(set, wanted))
        return false;
    const bool drops_exec =
        (wanted.flags & ANONSHM_EXEC) && mfd_exec != 0 && !flag_sets[set].execution;
    const unsigned last = can_serve(1, wanted) ? 1 : 0; // of the sets with it
    const unsigned with_exec = flag_set_bit(first_equal(last, wanted));
    return !drops_exec || ((now.lasting | now.expected) & with_exec) != 0;
}

void refuse(unsigned set, const request &wanted) {
    progress &now = *wanted.so_far;
    now.refused_sets |= flag_set_bit(set);
    if (errno == EINVAL)
        now.lasting |= flag_set_bit(set);
}

// What refuses one object refuses those of other flags as well.
int finish(int fd, unsigned set, const request &wanted) {
    progress &now = *wanted.so_far;
    const bool noexec = (flags_of(flag_sets[set], wanted) & mfd_noexec_seal) != 0;
    fd = normal_form(fd, noexec ? origin::noexec_memfd : origin::memfd, wanted);
    if (fd == -1)
        now.refused_sets = all_flag_sets;
    else
        now.served |= flag_set_bit(set);
    return fd;
}

} // namespace

int open_memfd(const request &wanted, int (*create)(const char *name, unsigned flags)) {
    progress &now = *wanted.so_far;
    now.nothing_left = true;
    for (unsigned n = 0; n < 2 * memfd_flag_sets; ++n) { // the expected refusals come last
        const unsigned set = n % memfd_flag_sets;
        const bool is_expected = (now.expected & flag_set_bit(set)) != 0;
        if (is_expected != (n >= memfd_flag_sets) || !may_try(set, wanted))
            continue;
        now.nothing_left = false;
        now.tried |= flag_set_bit(set);
        const unsigned flags = flags_of(flag_sets[set], wanted);
        const int fd = again([&] { return create(wanted.label, flags); });
        if (fd != -1)
            return finish(fd, set, wanted);
        if (action_for(errno) != action::weaker_flags)
            return -1;
        refuse(set, wanted);
    }
    return -1;
}

} // namespace anonshm
