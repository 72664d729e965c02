/*
 * shm_open_anon: a descriptor for shared memory that has no name.
 */

#ifndef SHM_OPEN_ANON_H
#define SHM_OPEN_ANON_H

#include <anonshm/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * shm_open_anon() - open a new anonymous shared memory object
 *
 * Set its size with ftruncate(2), map it with mmap(2) and MAP_SHARED. Share it by fork(2), by
 * SCM_RIGHTS (unix(7)), or through exec by clearing FD_CLOEXEC. The memory is given back when
 * the last descriptor and the last mapping are gone; nothing has to be removed.
 *
 * Whatever the system offers, the descriptor is the same: close-on-exec from birth, open for
 * reading and writing, of size 0, without a name, not executable, in memory and never on a
 * disk, and sealable where the kernel can (F_ADD_SEALS, fcntl(2)). macOS lets the size be set
 * once, even to 0; it has not been set yet.
 *
 * The methods are tried best first: memfd_create(2) (Linux 3.17, FreeBSD 13, NetBSD 11),
 * SHM_ANON (FreeBSD 8), O_TMPFILE (Linux 3.11), then shm_open(3) and mkostemp(3), whose names
 * are random and removed before the call returns. A process that is killed after one of these
 * two has made the name and before it is removed leaves an empty object behind; nothing else
 * does.
 *
 * Files are made in /dev/shm, /run/shm and $XDG_RUNTIME_DIR, and refused if they are not in
 * memory. That is checked on Linux, with fstatfs(2); elsewhere such files are always refused,
 * and what shm_open(3) yields is taken for that system's shared memory wherever the system
 * keeps it: OpenBSD and illumos in /tmp, Cygwin in /dev/shm on the disk. In a snap names begin
 * with "snap.NAME.". A program that runs set-user-id reads no environment.
 *
 * A system call filter that kills instead of answering with an errno kills here as well: for
 * such a filter, switch the method off: anonshm_disable() in <anonshm/anonshm.h>, or
 * ANONSHM_DISABLE=memfd_syscall,memfd_create in the environment.
 *
 * One system call where memfd_create(2) takes MFD_NOEXEC_SEAL (Linux 6.3). What was refused
 * with ENOSYS, and flags that were with EINVAL, are tried last by the creations that follow in
 * the same thread, but for every 61st, which begins at the top. Nothing else is remembered: a
 * filter that answers EPERM or EACCES costs four refused calls each time.
 *
 * Return: the descriptor, with errno as it was; or -1 and errno, which is that of the last
 * method tried (anonshm_open_traced() in <anonshm/anonshm.h> reports all of them):
 *
 *   EMFILE, ENFILE, ENOMEM  out of descriptors or memory; nothing else was tried
 *   ENOSYS                  this platform has no method, or all are switched off. Always on
 *                           Windows, where an object cannot be empty: use anonshm_create()
 *   EACCES, EPERM, EROFS    refused: permissions, a seccomp filter, vm.memfd_noexec, a sandbox
 *   ENOENT, ENOTDIR         no directory for shared memory, such as /dev/shm, is there
 *   ENOSPC, EDQUOT          that directory is full
 *   ENOTSUP                 that directory is not in memory
 *   and what else the calls above may report. Never EINTR.
 *
 * Safe in threads and after fork(2). Safe in a signal handler where memfd_create(2), SHM_ANON
 * or O_TMPFILE serves, as these are single system calls; otherwise as far as shm_open(3) and
 * mkostemp(3) are, which POSIX does not promise, and the environment is read, so that
 * setenv(3) must not run meanwhile. The first creation of a process reads ANONSHM_DISABLE,
 * unless anonshm_disable() was called before. Allocates nothing. A cancellation point, as
 * open(2) is.
 */
ANONSHM_API int shm_open_anon(void);

#ifdef __cplusplus
}
#endif

#endif
