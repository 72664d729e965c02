// SPDX-License-Identifier: MIT
// Does memfd_create work here, with each flag?
//
// Asked by the system call where its number is known, since that is what the library calls
// first. The flags are the kernel's, not the headers': glibc 2.36 lacks names that its kernel
// understands. EINVAL: the kernel does not know the flag; EPERM: a filter (Docker's default
// for calls it does not list); EACCES: vm.memfd_noexec forbids it.
// Sources: memfd_create(2); linux include/uapi/linux/memfd.h;
// Documentation/userspace-api/mfd_noexec.rst.

#include "../support/object.h"

ANONSHM_PROBE_BEGIN

static int create_memfd(unsigned flags) {
#if defined __NR_memfd_create && ANONSHM_HAS_syscall // dietlibc has no syscall()
    return (int)syscall(__NR_memfd_create, "anonshm", flags);
#elif ANONSHM_HAS_memfd_create
    return memfd_create("anonshm", flags);
#else
    (void)flags;
    errno = ENOSYS;
    return -1;
#endif
}

static answer try_memfd(unsigned flags) {
    const int fd = create_memfd(flags);
    if (fd == -1)
        return no(error_name(errno));
    close(fd);
    return yes_or_no(true);
}

answer memfd_create_works(void) {
    return try_memfd(0x1);
}
answer memfd_allow_sealing_works(void) {
    return try_memfd(0x1 | 0x2);
}
answer memfd_hugetlb_works(void) {
    return try_memfd(0x1 | 0x4);
}
answer memfd_noexec_seal_works(void) {
    return try_memfd(0x1 | 0x8);
}
answer memfd_exec_works(void) {
    return try_memfd(0x1 | 0x10);
}

ANONSHM_PROBE_END
