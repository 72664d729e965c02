// SPDX-License-Identifier: MIT
#include "../../fail.h"
#include "../../system/again.h"
#include "../../uncancelled.h"
#include "enforcement.h"
#include "kind.h"
#include "seals.h"

namespace anonshm {

namespace {

struct received {
    int fd;
    bool has_seals; // it is a memfd, or a file in a tmpfs
    unsigned seals;
    file_status status;
};

constexpr unsigned about_seals =
    ANONSHM_CANNOT_SHRINK | ANONSHM_CANNOT_BE_WRITTEN | ANONSHM_WRITABLE | ANONSHM_HAS_NO_NAME;
constexpr unsigned about_access = ANONSHM_READABLE | ANONSHM_WRITABLE;

// The seals come first: a size that is looked at before them could be changed in between.
int look_at(received &object, unsigned requirements) {
    if ((requirements & about_seals) != 0) {
        const int seals = again([&] { return sys_get_seals(object.fd); });
        object.has_seals = seals != -1;
        object.seals = object.has_seals ? our_seals(seals) : 0;
    }
    return sys_fstat(object.fd, &object.status);
}

int check_access(const received &object, unsigned requirements) {
    if ((requirements & about_access) == 0)
        return 0;
    const int mode = again([&] { return sys_access_mode(object.fd); });
    if (mode == -1)
        return -1;
    const bool is_read_only = mode == O_RDONLY && (requirements & ANONSHM_WRITABLE) == 0;
    return mode == O_RDWR || is_read_only ? 0 : fail(EACCES);
}

int check_storage(const received &object, unsigned requirements) {
    if ((requirements & ANONSHM_IS_MEMORY) == 0)
        return 0;
    switch (kind_of(object.fd)) {
    case kind::disk:
        return fail(EINVAL);
    case kind::unknown:
        return fail(ENOTSUP);
    default:
        return 0;
    }
}

int has(const received &object, unsigned seals) {
    if ((object.seals & seals) != seals)
        return fail(EPERM);
    const int result = are_enforced(object.fd, seals);
    return result == -1 && errno == ENOTSUP ? fail(EPERM) : result;
}

#if defined __APPLE__ // a size is set once: bsd/kern/posix_shm.c, pshm_truncate
int cannot_shrink(const received &object) {
    const bool is_fixed = !is_in_file_system(object.fd) && object.status.size > 0;
    return is_fixed ? 0 : fail(EPERM);
}
#else
int cannot_shrink(const received &object) {
    return has(object, ANONSHM_SEAL_SHRINK);
}
#endif

// A file in a tmpfs has the seal SEAL, and no other, from the beginning (mm/shmem.c).
int has_no_name(const received &object) {
    if (!is_in_file_system(object.fd))
        return fail(ENOTSUP);
    const bool is_memfd = object.has_seals && object.seals != ANONSHM_SEAL_SEAL;
    return object.status.links == 0 || is_memfd ? 0 : fail(EPERM);
}

int check_promises(const received &object, unsigned requirements) {
    constexpr unsigned no_writing = ANONSHM_SEAL_WRITE | ANONSHM_SEAL_FUTURE_WRITE;
    if ((requirements & ANONSHM_WRITABLE) != 0 && (object.seals & no_writing) != 0)
        return fail(EPERM);
    if ((requirements & ANONSHM_CANNOT_SHRINK) != 0 && cannot_shrink(object) == -1)
        return -1;
    if ((requirements & ANONSHM_CANNOT_BE_WRITTEN) != 0 &&
        has(object, ANONSHM_SEAL_WRITE | ANONSHM_SEAL_SHRINK) == -1)
        return -1;
    return (requirements & ANONSHM_HAS_NO_NAME) != 0 ? has_no_name(object) : 0;
}

int check(int fd, uint64_t size, unsigned requirements) {
    received object = {fd, false, 0, {}};
    if (look_at(object, requirements) == -1)
        return -1;
    if (!is_object(object.status) || object.status.size < size)
        return fail(EINVAL);
    if (check_storage(object, requirements) == -1 || check_access(object, requirements) == -1)
        return -1;
    return check_promises(object, requirements);
}

} // namespace

} // namespace anonshm

using namespace anonshm;

int anonshm_check(anonshm_handle object, uint64_t size, unsigned requirements) {
    if ((requirements & ~ANONSHM_ALL_REQUIREMENTS) != 0)
        return fail(EINVAL);
    return uncancelled([&] { return check(object, size, requirements); });
}
