/* SPDX-License-Identifier: MIT */
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
 * reading and writing, of size 0, without a name (no path leads to it; its link count is 0, but
 * 1 for a memfd in gVisor), not executable, in memory and never on a disk, and sealable where
 * the kernel can (F_ADD_SEALS, fcntl(2)). macOS lets the size be set once, even to 0; it has
 * not been set yet.
 *
 * The methods are tried best first: memfd_create(2) (Linux 3.17, FreeBSD 13, NetBSD 11),
 * SHM_ANON (FreeBSD 8), O_TMPFILE (Linux 3.11), then shm_open(3) and mkostemp(3), whose names
 * are random and removed before the call returns. On Linux, in the steady state, that is 1
 * system call with memfd_create(2) and MFD_NOEXEC_SEAL (Linux 6.3), 3 with O_TMPFILE, 7 with
 * shm_open(3), and 6 with mkostemp(3), besides those of the methods before it that are refused.
 *
 * What may be left behind, by these two methods and nothing else: a process that is killed
 * after it has made the name and before it is removed leaves an empty object. Where names may
 * not be removed, none is made if that can be found out before: on Linux by removing a name
 * that does not exist, which fails under a system call filter (100 calls leave nothing).
 * Landlock, AppArmor and SELinux object to a name that does exist: then the call fails, leaves
 * one empty object, and tries no further method that needs a name (100 calls leave 100).
 *
 * Files are made in /dev/shm, /run/shm and $XDG_RUNTIME_DIR, and last in $TMPDIR and /tmp.
 * Nothing is made in a directory that is known not to be in memory, and what is made is refused
 * if it is not. That is checked on Linux, with statfs(2) and fstatfs(2); elsewhere no such
 * files are made, and what shm_open(3) yields is taken for that system's shared memory wherever
 * the system keeps it: OpenBSD and illumos in /tmp, Cygwin in /dev/shm on the disk. In a snap
 * names begin with "snap.NAME.". A program that runs set-user-id reads no environment.
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
 * unless anonshm_disable() was called before. Allocates nothing. Not a cancellation point: a
 * cancelled thread leaves neither a descriptor nor a name behind (pthread_setcancelstate(3),
 * which is no system call; of asynchronous cancellation, only until the call returns).
 */
ANONSHM_API int shm_open_anon(void);

#ifdef __cplusplus
}
#endif

#endif
