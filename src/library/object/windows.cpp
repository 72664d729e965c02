// SPDX-License-Identifier: MIT
// Of sections, which have no seals, and whose size and pages are settled when they are made.

#include "../fail.h"
#include "../system/windows_section.h"

using namespace anonshm;

int anonshm_seal(anonshm_handle, unsigned seals) {
    return fail((seals & ~ANONSHM_ALL_SEALS) != 0 ? EINVAL : ENOTSUP);
}

static int check_section(const section &object, unsigned requirements) {
    if ((requirements & ANONSHM_IS_MEMORY) != 0 && object.has_file)
        return fail(EINVAL);
    const bool is_readable = (requirements & ANONSHM_READABLE) == 0 || object.is_readable;
    const bool is_writable = (requirements & ANONSHM_WRITABLE) == 0 || object.is_writable;
    if (!is_readable || !is_writable)
        return fail(EACCES);
    if ((requirements & ANONSHM_CANNOT_BE_WRITTEN) != 0)
        return fail(EPERM);
    if ((requirements & ANONSHM_CANNOT_SHRINK) != 0 && object.has_file)
        return fail(EPERM);
    return (requirements & ANONSHM_HAS_NO_NAME) != 0 && object.has_name ? fail(EPERM) : 0;
}

int anonshm_check(anonshm_handle object, uint64_t size, unsigned requirements) {
    section found = {};
    if ((requirements & ~ANONSHM_ALL_REQUIREMENTS) != 0)
        return fail(EINVAL);
    if (sys_section_of(object, &found) == -1)
        return -1;
    return found.size < size ? fail(EINVAL) : check_section(found, requirements);
}

int anonshm_reserve(anonshm_handle object, uint64_t offset, uint64_t size) {
    section found = {};
    if (size == 0)
        return fail(EINVAL);
    if (size > UINT64_MAX - offset)
        return fail(EFBIG);
    if (sys_section_of(object, &found) == -1)
        return -1;
    return offset + size > found.size || found.has_file ? fail(ENOTSUP) : 0;
}

int anonshm_discard(anonshm_handle, uint64_t, uint64_t size) {
    return fail(size == 0 ? EINVAL : ENOTSUP);
}
