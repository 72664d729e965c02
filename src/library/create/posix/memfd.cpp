#include "../../system/again.h"
#include "../../system/system.h"
#include "../hints.h"
#include "../errno_policy.h"
#include "memfd.h"
#include "normal_form.h"

namespace anonshm {

namespace {

// Our own numbers, as headers lag behind kernels for years: glibc has MFD_NOEXEC_SEAL since
// 2.38, musl 1.2.5 not yet. The first three are the same on every system that has memfd.
constexpr unsigned mfd_cloexec = 0x1;
constexpr unsigned mfd_allow_sealing = 0x2;
constexpr unsigned mfd_hugetlb = 0x4;
#if defined __linux__
constexpr unsigned mfd_noexec_seal = 0x8;
constexpr unsigned mfd_exec = 0x10;
#else // unknown there, and FreeBSD 13-CURRENT returned EINVAL itself as if it were a descriptor
constexpr unsigned mfd_noexec_seal = 0;
constexpr unsigned mfd_exec = 0;
#endif
#if defined ANONSHM_MFD_CLOEXEC && defined ANONSHM_MFD_ALLOW_SEALING
static_assert(mfd_cloexec == ANONSHM_MFD_CLOEXEC, "another system's memfd");
static_assert(mfd_allow_sealing == ANONSHM_MFD_ALLOW_SEALING, "another system's memfd");
#endif

// The optional flags, strongest set first. Kernels before 6.3 know nothing of execution;
// filters, and the first kernels of RHEL 7, refuse sealing.
constexpr struct flag_set {
    bool execution;
    bool sealing;
} flag_sets[] = {{true, true}, {false, true}, {false, false}};
constexpr size_t flag_set_count = sizeof flag_sets / sizeof *flag_sets;

unsigned flags_of(const flag_set &set, const request &wanted) {
    unsigned flags = mfd_cloexec;
    if (set.execution)
        flags |= wanted.flags & ANONSHM_EXEC ? mfd_exec : mfd_noexec_seal;
    if (set.sealing && !(wanted.flags & ANONSHM_NO_SEALING))
        flags |= mfd_allow_sealing;
    if (wanted.flags & ANONSHM_HUGE)
        flags |= mfd_hugetlb;
    return flags;
}

} // namespace

int open_memfd(const request &wanted, int (*create)(const char *name, unsigned flags)) {
    volatile unsigned char &hint = learned.flag_set[wanted.flags];
    unsigned refused = 0;
    for (size_t i = recall(hint); i < flag_set_count; ++i) {
        const unsigned flags = flags_of(flag_sets[i], wanted);
        if (flags == refused)
            continue;
        const int fd = again([&] { return create("anonshm", flags); });
        if (fd != -1) {
            remember(hint, i);
            const bool noexec = (flags & mfd_noexec_seal) != 0;
            return normal_form(fd, noexec ? origin::noexec_memfd : origin::memfd, wanted);
        }
        if (action_for(errno) != action::weaker_flags)
            return -1;
        refused = flags;
    }
    return -1;
}

} // namespace anonshm
