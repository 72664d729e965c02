/* SPDX-License-Identifier: MIT */
/*
 * anonshm: shared memory without a name, with flags and with a trace of what was tried.
 *
 * Every function returns -1 (ANONSHM_INVALID_HANDLE) and sets errno when it fails, and leaves
 * errno alone when it succeeds. The contract in <shm_open_anon.h> of the descriptor, of errno,
 * and of threads, fork and signal handlers holds for all of them; only what differs is
 * documented here.
 */

#ifndef ANONSHM_ANONSHM_H
#define ANONSHM_ANONSHM_H

#include <stddef.h>
#include <stdint.h>

#include <anonshm/export.h>
#include <shm_open_anon.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What stands for the object: a descriptor, or on Windows the HANDLE of a section. */
#if defined _WIN32
typedef void *anonshm_handle;
# define ANONSHM_INVALID_HANDLE ((anonshm_handle)(intptr_t)-1)
#else
typedef int anonshm_handle;
# define ANONSHM_INVALID_HANDLE (-1)
#endif

/*
 * Executable: memfd_create(2) gets MFD_EXEC, and files get the owner's execute bit, whatever
 * the umask, so that fexecve(3) works (Linux 6.3; before, every memfd was executable).
 * vm.memfd_noexec=2 answers EACCES, and the next method is tried. On Linux a directory that is
 * mounted noexec, as a container's /dev/shm often is, is passed over: EACCES if there is no
 * other. What has no execute bit and cannot be given one is refused. Looking at it costs a
 * system call.
 *
 * A compiler at run time does not need it with memfd_create(2): such an object can be mapped
 * with PROT_EXEC without it, also with MFD_NOEXEC_SEAL. A file that is mounted noexec cannot,
 * and that is where the other methods' objects may be without this flag.
 */
#define ANONSHM_EXEC 0x1u
/*
 * Huge pages: MFD_HUGETLB, on Linux of the default size (4.14, with seals 4.16), on FreeBSD of
 * 2 MiB, as it has no default (EOPNOTSUPP where the processor has no such pages). Never
 * dropped: only memfd_create(2) can serve it, and where it does not, the call fails: on Linux
 * with EINVAL if the kernel does not know the flag, ENOSYS if it was built without huge pages,
 * ENOENT if the processor has none (s390x in qemu); on other systems with ENOSYS. Whether pages
 * are there shows when they are mapped (ENOMEM); a size must be a multiple of the huge page.
 */
#define ANONSHM_HUGE 0x2u
/*
 * Not sealable: no process that receives the descriptor can seal the object (F_SEAL_SEAL).
 */
#define ANONSHM_NO_SEALING 0x4u
/*
 * A file on disk will do if there is nothing in memory: in $TMPDIR (ignored in set-user-id
 * programs), /tmp or /var/tmp. It never has a name where the file system has O_TMPFILE;
 * elsewhere it has none once the call has returned.
 */
#define ANONSHM_ALLOW_DISK 0x8u
/*
 * Every flag above; any other bit is refused with EINVAL.
 */
#define ANONSHM_ALL_FLAGS                                                                      \
    (ANONSHM_EXEC | ANONSHM_HUGE | ANONSHM_NO_SEALING | ANONSHM_ALLOW_DISK)

/*
 * anonshm_open() - open a new anonymous shared memory object with choices
 * @flags:  0 or more of the flags above
 *
 * anonshm_open(0) is shm_open_anon().
 *
 * Return: the descriptor, or -1 and errno:
 *   EINVAL  an unknown flag
 *   EINVAL, ENOSYS, ENOENT  with ANONSHM_HUGE: see there
 *   ENOSYS  no method of this platform can serve these flags; always on Windows
 *   EACCES  with ANONSHM_EXEC: every directory is mounted noexec
 *   or as shm_open_anon().
 */
ANONSHM_API anonshm_handle anonshm_open(unsigned flags);

/*
 * anonshm_create() - open a new anonymous shared memory object of a given size
 * @size:   in bytes, not 0
 * @flags:  as for anonshm_open()
 *
 * Sets the size once, and so is right on macOS, where it can be set once only; there fstat(2)
 * reports it rounded up to whole pages. Also serves where an object cannot be empty: Windows
 * (CreateFileMapping), and Android before memfd_create(2) (ASharedMemory_create; what it gives
 * may be an ashmem device, to which ftruncate(2) and fstat(2) do not apply). On Windows the
 * handle is not inheritable.
 *
 * On Linux a directory without room for the size is passed over, as far as its file system
 * reports that. The pages are not reserved: writing to a mapping may still raise SIGBUS when
 * memory runs out, or others have taken the room.
 *
 * RLIMIT_FSIZE holds for every method, whether or not the system applies it to shared memory,
 * and no SIGXFSZ is raised.
 *
 * Costs 3 system calls where shm_open_anon() costs 1 (getrlimit(2) and ftruncate(2) are added).
 *
 * Return: the descriptor or handle, or -1 and errno:
 *   EINVAL  the size is 0, or not a multiple of the huge page with ANONSHM_HUGE
 *   EFBIG   the size is larger than the system or RLIMIT_FSIZE allows
 *   ENOSPC, ENOMEM  no room for it, where that is known so early
 *   or as anonshm_open().
 */
ANONSHM_API anonshm_handle anonshm_create(size_t size, unsigned flags);

/*
 * anonshm_open_method() - open by one named method and no other
 * @method: its name; the program anonshm lists them all (anonshm methods)
 * @flags:  as for anonshm_open()
 *
 * For tests and diagnosis. What it yields is checked like everything that anonshm_open()
 * yields.
 *
 * Return: the descriptor, or -1 and errno:
 *   EINVAL   the method is NULL or unknown, or a flag is; or the kernel reports it
 *   ENOSYS   the method is known, but not part of this build; or the kernel reports it
 *   ENOTSUP  the method cannot serve these flags: ANONSHM_HUGE without memfd, temporary_file
 *            without ANONSHM_ALLOW_DISK, android and windows_section always, as they need a
 *            size; or it is switched off (anonshm_disable()); or what it yields is not in
 *            memory
 *   or what the method's own calls report.
 */
ANONSHM_API anonshm_handle anonshm_open_method(const char *method, unsigned flags);

/* One method that was tried. */
struct anonshm_attempt {
    const char *method; /* its name, a constant */
    int error;          /* the errno it ended with; 0: it served */
    /*
     * The call that failed, a constant, if it is not the method's own. Before that: "statfs"
     * where no directory suits (not in memory, mounted noexec, no room for the size), "unlink"
     * where a name could not be removed again. After it: "unlink" as well, "fchmod" where
     * execute bits could not be changed, "fcntl" (close-on-exec, seals, access mode), "fstatfs"
     * where the object is not in memory or that is not known, "ftruncate". NULL: the method's
     * own call failed, or it served.
     */
    const char *call;
};

/*
 * Room for a complete trace: no library that is compatible with this header, later ones with
 * more methods included, writes more attempts. So it is more than there are methods today.
 */
#define ANONSHM_MAX_ATTEMPTS 32

/*
 * anonshm_open_traced() - open like anonshm_open() and report what was tried
 * @flags:    as for anonshm_open()
 * @attempts: where to write, in the order of trying; may be NULL if *count is 0
 * @count:    in: how many fit there. out: how many have been written
 *
 * Tries every method from the best on, whatever earlier calls found out, and later calls do
 * not learn from it; the same holds for anonshm_open_method(). Methods that cannot serve the
 * flags, or are switched off, are not tried and not listed, nor is memfd_create where
 * memfd_syscall was refused with EINVAL, EPERM or EACCES for every set of flags: the same call
 * is not made twice. The last attempt with error 0 is the one that served. If fewer fit than
 * were tried, the first ones are written; ANONSHM_MAX_ATTEMPTS always fit.
 *
 * Return: as anonshm_open(), and
 *   EINVAL  count is NULL, or attempts is NULL and *count is not 0; *count is unchanged
 */
ANONSHM_API anonshm_handle anonshm_open_traced(unsigned flags, struct anonshm_attempt *attempts,
                                               size_t *count);

/*
 * anonshm_disable() - switch methods off, for a process under a filter that kills
 * @methods: their names with commas between them; "": none is switched off
 *
 * Replaces the whole list, for all threads, for every creation that begins afterwards. What is
 * switched off is neither tried nor traced, and anonshm_open_method() fails with ENOTSUP. One
 * system call may belong to several methods: memfd_create(2) is memfd_syscall and memfd_create,
 * and shm_mkstemp makes an object with shm_open(3) first.
 *
 * The environment variable ANONSHM_DISABLE has such a list as well. It counts as long as
 * anonshm_disable() has not been called; names in it that are unknown are ignored, and so is
 * the variable in programs that run with more rights than their caller. It is read once, by the
 * first creation, and setenv(3) must not run meanwhile; later changes have no effect. A process
 * where that cannot be guaranteed calls anonshm_disable("") first.
 *
 * Safe in threads, after fork(2) and in a signal handler; takes no lock and makes no system
 * call.
 *
 * Return: 0, or -1 and errno, and then nothing has changed:
 *   EINVAL  methods is NULL, or has a name that is none of a method (anonshm methods)
 */
ANONSHM_API int anonshm_disable(const char *methods);

#ifdef __cplusplus
}
#endif

#endif
