// SPDX-License-Identifier: MIT
#include "../../create/atomic.h"
#include "../../fail.h"
#include "../../handle.h"
#include "../../system/again.h"
#include "../../system/object.h"
#include "enforcement.h"
#include "kind.h"
#include "seals.h"

namespace anonshm {

seal_answers known_seals[kinds_with_seals];

namespace {

constexpr kind kinds[] = {kind::memory, kind::huge_pages};

seal_answers &about(kind its) {
    return known_seals[its == kind::huge_pages ? kinds_with_seals - 1 : 0];
}

void add(volatile unsigned &word, unsigned seal) {
    store(word, load(word) | seal);
}

bool is_known(unsigned seal, kind its) {
    return ((load(about(its).enforced) | load(about(its).not_enforced)) & seal) != 0;
}

bool are_enforced_on_all(unsigned seals) {
    for (const seal_answers &each : known_seals)
        if ((seals & ~load(each.enforced)) != 0)
            return false;
    return true;
}

// -- Attempts --------------------------------------------------------------------------------

struct scratch {
    int fd;
    uint64_t unit; // which sizes are multiples of
};

// Each does what its seal forbids: in step 1 before the seal is put on, where it has to work,
// since otherwise it is something else that forbids it; in step 2 after. The size is 2 units at
// first.
int add_another(const scratch &on, unsigned step) {
    return sys_add_seals(on.fd,
                         system_seals(step == 1 ? ANONSHM_SEAL_SHRINK : ANONSHM_SEAL_GROW));
}
int shrink(const scratch &on, unsigned step) {
    return sys_resize(on.fd, (2 - step) * on.unit);
}
int grow(const scratch &on, unsigned step) {
    return sys_resize(on.fd, (2 + step) * on.unit);
}
int write_to(const scratch &on, unsigned) {
    return sys_write_anyhow(on.fd, static_cast<size_t>(on.unit));
}
int make_executable(const scratch &on, unsigned step) {
    return sys_fchmod(on.fd, step == 1 ? 0600 : 0700);
}

constexpr struct violation {
    unsigned seal;
    int (*attempt)(const scratch &on, unsigned step);
} violations[] = {
    {ANONSHM_SEAL_SEAL, add_another},
    {ANONSHM_SEAL_SHRINK, shrink},
    {ANONSHM_SEAL_GROW, grow},
    {ANONSHM_SEAL_WRITE, write_to},
    {ANONSHM_SEAL_FUTURE_WRITE, write_to},
    {ANONSHM_SEAL_EXEC, make_executable},
};

bool is_shortage(int error) {
    return error == EMFILE || error == ENFILE || error == ENOMEM;
}

// Sealable where the system has seals. Not made by a method that is switched off.
int make_scratch(kind its) {
    const unsigned flags = its == kind::huge_pages ? ANONSHM_HUGE : 0;
    const int fd = anonshm_open_method("memfd_syscall", flags);
    return fd != -1 || is_shortage(errno) ? fd : anonshm_open_method("memfd_create", flags);
}

// A size beyond the limit would raise SIGXFSZ.
bool prepare(scratch &on, kind its) {
    file_status status = {};
    if (its == kind::huge_pages && sys_fstat(on.fd, &status) == -1)
        return false;
    on.unit = its == kind::huge_pages ? status.block : 1;
    return 4 * on.unit <= sys_size_limit() && shrink(on, 0) == 0;
}

// True if an answer was found; it is remembered.
bool try_on(const scratch &on, const violation &of, kind its) {
    if (of.attempt(on, 1) == -1 || sys_add_seals(on.fd, system_seals(of.seal)) == -1)
        return false;
    const bool refused = of.attempt(on, 2) == -1;
    if (refused && errno != EPERM && errno != EACCES)
        return false;
    add(refused ? about(its).enforced : about(its).not_enforced, of.seal);
    return true;
}

int find_out(const violation &of, kind its) {
    scratch on = {make_scratch(its), 0};
    if (on.fd == -1)
        return fail(is_shortage(errno) ? errno : ENOTSUP);
    const bool found = prepare(on, its) && try_on(on, of, its);
    discard(on.fd);
    return found ? 0 : fail(ENOTSUP);
}

// The first time of both kinds, so that the kind need not be asked for any more.
int is_enforced(const violation &of, kind its) {
    if (!is_known(of.seal, its)) {
        if (find_out(of, its) == -1)
            return -1;
        for (const kind other : kinds)
            if (!is_known(of.seal, other))
                find_out(of, other);
    }
    return (load(about(its).enforced) & of.seal) != 0 ? 0 : fail(ENOTSUP);
}

} // namespace

int are_enforced(int fd, unsigned seals) {
    if (are_enforced_on_all(seals))
        return 0;
    const kind its = kind_of(fd) == kind::huge_pages ? kind::huge_pages : kind::memory;
    for (const violation &each : violations)
        if ((seals & each.seal) != 0 && is_enforced(each, its) == -1)
            return -1;
    return 0;
}

} // namespace anonshm
