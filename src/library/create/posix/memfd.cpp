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

// The optional flags, strongest first. Kernels before 6.3 know nothing of execution; filters,
// and the first kernels of RHEL 7, refuse sealing.
constexpr struct {
    bool execution;
    bool sealing;
} ladder[] = {{true, true}, {false, true}, {false, false}};
constexpr size_t rungs = sizeof ladder / sizeof *ladder;

unsigned flags_on(size_t rung, const request &wanted) {
    unsigned flags = mfd_cloexec;
    if (ladder[rung].execution)
        flags |= wanted.flags & ANONSHM_EXEC ? mfd_exec : mfd_noexec_seal;
    if (ladder[rung].sealing && !(wanted.flags & ANONSHM_NO_SEALING))
        flags |= mfd_allow_sealing;
    if (wanted.flags & ANONSHM_HUGE)
        flags |= mfd_hugetlb;
    return flags;
}

bool is_sound(int fd, unsigned flags, const request &wanted) {
    const bool may_execute = wanted.flags & ANONSHM_EXEC || flags & mfd_noexec_seal;
    const bool may_seal = !(wanted.flags & ANONSHM_NO_SEALING);
    return (may_execute || not_executable(fd)) && (may_seal || not_sealable(fd));
}

} // namespace

int open_memfd(const request &wanted, int (*create)(const char *name, unsigned flags)) {
    unsigned refused = 0;
    for (size_t rung = recall(learned.rung[wanted.flags]); rung < rungs; ++rung) {
        const unsigned flags = flags_on(rung, wanted);
        if (flags == refused)
            continue;
        const int fd = again([&] { return create("anonshm", flags); });
        if (fd != -1) {
            remember(learned.rung[wanted.flags], rung);
            return keep_if(is_sound(fd, flags, wanted), fd);
        }
        if (step_after(errno) != step::weaker_flags)
            return -1;
        refused = flags;
    }
    return -1;
}

} // namespace anonshm
