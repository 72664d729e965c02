/* SPDX-License-Identifier: MIT */
/*
 * anonshm: shared memory without a name, with flags and with a trace of what was tried; and
 * what is done with it: sizes, seals, pages, mappings, other processes.
 *
 * Every function returns -1 (ANONSHM_INVALID_HANDLE), or NULL where it returns an address, and
 * sets errno when it fails, and leaves errno alone when it succeeds. The contract in
 * <shm_open_anon.h> of the descriptor, of errno, and of threads, fork and signal handlers holds
 * for all of them; only what differs is documented here.
 */

#ifndef ANONSHM_ANONSHM_H
#define ANONSHM_ANONSHM_H

#include <stddef.h>
#include <stdint.h>
#if !defined _WIN32
# include <sys/types.h>
#endif

#include <anonshm/export.h>
#include <anonshm/version.h>
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
 * ENOENT if the processor has none (s390x in qemu); on other systems with ENOSYS. Whether
 * pages are there shows when they are mapped (ENOMEM); a size must be a multiple of the huge
 * page.
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
 * Sealable, or ENOTSUP: only memfd_create(2) can serve it. Whether the object can be sealed is
 * looked at, which costs a system call. With ANONSHM_NO_SEALING it is EINVAL.
 */
#define ANONSHM_SEALABLE 0x10u
/*
 * Every flag above; any other bit is refused with EINVAL.
 */
#define ANONSHM_ALL_FLAGS                                                                      \
    (ANONSHM_EXEC | ANONSHM_HUGE | ANONSHM_NO_SEALING | ANONSHM_ALLOW_DISK | ANONSHM_SEALABLE)

/*
 * anonshm_open() - open a new anonymous shared memory object with choices
 * @flags:  0 or more of the flags above
 *
 * anonshm_open(0) is shm_open_anon().
 *
 * Return: the descriptor, or -1 and errno:
 *   EINVAL  an unknown flag, or two that contradict each other
 *   ENOTSUP  with ANONSHM_SEALABLE: no method can serve it, for whatever reason; or as below
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
 * Costs 3 system calls where shm_open_anon() costs 1 (getrlimit(2) and ftruncate(2) are
 * added).
 *
 * Return: the descriptor or handle, or -1 and errno:
 *   EINVAL  the size is 0, or not a multiple of the huge page with ANONSHM_HUGE
 *   EFBIG   the size is larger than the system or RLIMIT_FSIZE allows
 *   ENOSPC, ENOMEM  no room for it, where that is known so early
 *   or as anonshm_open().
 */
ANONSHM_API anonshm_handle anonshm_create(size_t size, unsigned flags);

/*
 * All that an object can be asked for. A member that is 0 is not asked for: where all are 0 but
 * the first, the object is that of shm_open_anon().
 */
struct anonshm_options {
    /*
     * sizeof(struct anonshm_options), as the structure may grow. At least sizeof(size_t); the
     * members that the caller's version does not have are taken for 0.
     */
    size_t size_of_this;
    unsigned flags; /* as for anonshm_open() */
    /*
     * What the object is called where processes are examined: by memfd_create(2) in
     * /proc/PID/maps, /proc/PID/fd, fdinfo and audit logs (on FreeBSD in procstat(1)), and by
     * ASharedMemory_create. At most 200 bytes, any but NUL. Not a name: nobody can open it, and
     * several objects may have the same. Files and sections of Windows show none. NULL:
     * "anonshm".
     */
    const char *label;
    uint64_t size; /* in bytes; 0: empty, and so ENOSYS on Windows */
    /*
     * In bytes, the huge pages of which the object must consist: one of those in
     * /sys/kernel/mm/hugepages (Linux 4.14, with seals 4.16), on FreeBSD of getpagesizes(3).
     * 0: the usual pages, or with ANONSHM_HUGE those of the default size.
     */
    uint64_t page_size;
    unsigned
        seals; /* ANONSHM_SEAL_..., put on before the object is returned: all, or it fails */
    /*
     * NULL, or where a read-only descriptor of the object goes: as by anonshm_readonly(), but
     * made before the name is gone where a method gives the object one, and so also on systems
     * where anonshm_readonly() cannot. Methods that cannot give one are passed over. Unchanged
     * if the call fails.
     */
    anonshm_handle *readonly;
};

/*
 * anonshm_create_with() - open a new anonymous shared memory object with everything chosen
 * @options: see there
 *
 * What was said of anonshm_create() holds where a size is given. A page size, seals and
 * ANONSHM_SEALABLE are never dropped. On macOS a read-only descriptor and a size of 0 leave the
 * size to be set once, with the descriptor for writing.
 *
 * Costs the system calls of anonshm_open() or anonshm_create(), those of anonshm_seal() if
 * seals are given, and with a read-only descriptor 4 on Linux, 5 where the object has a name.
 *
 * Return: the descriptor or handle, or -1 and errno:
 *   EINVAL   options is NULL; size_of_this is smaller than itself; the label is longer than
 *            200 bytes; page_size is not a power of two, or size not a multiple of it; seals
 *            together with ANONSHM_NO_SEALING
 *   E2BIG    size_of_this is larger than this version knows, and not all behind is 0
 *   ENOTSUP  no method can serve the page size, the seals, ANONSHM_SEALABLE, or the read-only
 *            descriptor, for whatever reason
 *   or as anonshm_create(), anonshm_open(), anonshm_seal(), anonshm_readonly().
 */
ANONSHM_API anonshm_handle anonshm_create_with(const struct anonshm_options *options);

/*
 * anonshm_size() - the size of an object
 * @object: by whomever it was made
 * @size:   where the size goes, in bytes
 *
 * By fstat(2): macOS and Windows report whole pages. Of an ashmem device (Android, for which
 * fstat(2) says 0) by ASharedMemory_getSize, on Windows by NtQuerySection, as its documented
 * functions tell the size of a view only.
 *
 * Another process may change the size at any time, unless the object is sealed
 * (ANONSHM_SEAL_SHRINK, ANONSHM_SEAL_GROW) or a section.
 *
 * Return: 0, or -1 and errno, and then *size is unchanged:
 *   EINVAL  size is NULL; the object is a directory, a device, a pipe, a socket
 *   EBADF   object is no descriptor
 *   EACCES  Windows: the handle does not allow to ask (SECTION_QUERY)
 */
ANONSHM_API int anonshm_size(anonshm_handle object, uint64_t *size);

/*
 * anonshm_resize() - set the size of an object
 * @object: by whomever it was made, open for writing
 * @size:   in bytes; what is added reads as zeros
 *
 * By ftruncate(2), which is repeated when a signal interrupts it. RLIMIT_FSIZE holds as for
 * anonshm_create(), and so that no SIGXFSZ is raised also where the object would shrink. What
 * is cut off is gone for every process: a mapping of it raises SIGBUS.
 *
 * Return: 0, or -1 and errno:
 *   EFBIG    larger than the system or RLIMIT_FSIZE allows
 *   EPERM    sealed (ANONSHM_SEAL_SHRINK, ANONSHM_SEAL_GROW)
 *   EINVAL   not open for writing (EBADF on some systems); not a multiple of the huge page;
 *            ashmem; on macOS, the size has been set before
 *   EBUSY    FreeBSD: to shrink, when the kernel has pages mapped
 *   EBADF    object is no descriptor
 *   ENOSPC, ENOMEM  no room for it, where that is known so early
 *   ENOTSUP  Windows: a section has the size that it was made with
 */
ANONSHM_API int anonshm_resize(anonshm_handle object, uint64_t size);

/*
 * anonshm_readonly() - a read-only descriptor of an object, to hand out
 * @object: made by this user, and still to be written to by this descriptor
 *
 * Close-on-exec, with a position of its own on Linux. It can be read and mapped for reading,
 * and where the place is not noexec for execution; not written, resized, mapped for writing,
 * or made writable by mprotect(2).
 *
 * What somebody can do who has it and wants more:
 *
 *   Linux: to open it again for writing (/proc/PID/fd, or Linux 7.2 without). Therefore the
 *   permissions of the object for writing are taken away from everybody first, with those of
 *   others for reading: a process of another user cannot. One of the same user can give them
 *   back to itself, and root needs none: them, nothing but ANONSHM_SEAL_FUTURE_WRITE binds
 *   (anonshm_seal()), which binds this process as well: it writes by mappings that it made
 *   before.
 *   FreeBSD: nothing, root included: Capsicum limits the descriptor and all of its copies, and
 *   there is no path by which to open the object again. fcntl(2) says O_RDWR of it all the
 *   same, and F_ADD_SEALS is not limited.
 *   Other systems, with options.readonly: the name is gone, and the permissions for writing are
 *   taken away as on Linux.
 *   Windows: DuplicateHandle for more access. An empty access list is put on the section first,
 *   which from Windows 8.1 on holds for other users; the owner can replace it. The handle is
 *   for mapping (FILE_MAP_READ), and for anonshm_size() and anonshm_check() (SECTION_QUERY).
 *
 * On Linux it is opened by /proc/thread-self/fd, or without /proc since Linux 7.2; what comes
 * of it is compared with the object. 4 system calls.
 *
 * Return: the descriptor or handle, or -1 and errno:
 *   ENOTSUP  the system cannot: Linux before 7.2 without /proc; FreeBSD's kernel without
 *            Capsicum; every other POSIX system, where options.readonly of
 *            anonshm_create_with() can; or the object is an ashmem device, or no file at all
 *   EPERM    the object belongs to another user, and others may open it for writing
 *   EACCES   the object belongs to another user; Windows: the handle does not allow it
 *   EINVAL   Windows: not a section
 *   EBADF    object is no descriptor or handle
 *   EMFILE, ENFILE, ENOMEM  out of descriptors or memory
 */
ANONSHM_API anonshm_handle anonshm_readonly(anonshm_handle object);

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
     * execute bits could not be changed, "fcntl" (close-on-exec, seals, access mode),
     * "fstatfs" where the object is not in memory or that is not known, "ftruncate". NULL: the
     * method's own call failed, or it served.
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
 * system call may belong to several methods: memfd_create(2) is memfd_syscall and
 * memfd_create, and shm_mkstemp makes an object with shm_open(3) first.
 *
 * The environment variable ANONSHM_DISABLE has such a list as well. It counts as long as
 * anonshm_disable() has not been called; names in it that are unknown are ignored, and so is
 * the variable in programs that run with more rights than their caller. It is read once, by
 * the first creation, and setenv(3) must not run meanwhile; later changes have no effect. A
 * process where that cannot be guaranteed calls anonshm_disable("") first.
 *
 * Safe in threads, after fork(2) and in a signal handler; takes no lock and makes no system
 * call.
 *
 * Return: 0, or -1 and errno, and then nothing has changed:
 *   EINVAL  methods is NULL, or has a name that is none of a method (anonshm methods)
 */
ANONSHM_API int anonshm_disable(const char *methods);

/*
 * Seals: what nobody can do to the object any more, whichever descriptor of it they have
 * (F_ADD_SEALS, fcntl(2)). The values are Linux's, and part of this interface; on a system with
 * other values they are translated.
 */
#define ANONSHM_SEAL_SEAL 0x1u   /* no seal can be added */
#define ANONSHM_SEAL_SHRINK 0x2u /* the size cannot become smaller */
#define ANONSHM_SEAL_GROW 0x4u   /* nor larger */
#define ANONSHM_SEAL_WRITE 0x8u  /* nothing can be written; with SHRINK, nothing can change */
/*
 * No new writable mapping, and no write(2): writable mappings that exist are not affected
 * (Linux 5.1, NetBSD 11).
 */
#define ANONSHM_SEAL_FUTURE_WRITE 0x10u
/*
 * The execute bits cannot change (Linux 6.3; not on huge pages, where Linux accepts the seal
 * and does not enforce it). On an object that is executable it implies SHRINK, GROW, WRITE and
 * FUTURE_WRITE. What shm_open_anon() gives has it already where MFD_NOEXEC_SEAL serves.
 */
#define ANONSHM_SEAL_EXEC 0x20u
#define ANONSHM_ALL_SEALS                                                                      \
    (ANONSHM_SEAL_SEAL | ANONSHM_SEAL_SHRINK | ANONSHM_SEAL_GROW | ANONSHM_SEAL_WRITE |        \
     ANONSHM_SEAL_FUTURE_WRITE | ANONSHM_SEAL_EXEC)

/*
 * anonshm_seal() - put seals on an object, for ever
 * @object: open for writing
 * @seals:  0 or more of the seals above
 *
 * 0 means that they are enforced, not only that the kernel has accepted them: gVisor accepts
 * any bit and enforces only SEAL, SHRINK, GROW and WRITE. So each seal is once put on an object
 * of our own, and what it forbids is tried there. The answer holds for the life of the process,
 * since the kernel does not change under it, and is inherited by fork(2). On Linux there are
 * two kinds of objects, with huge pages and without.
 *
 * The object for it is made as by anonshm_open_method() with memfd_syscall or memfd_create. A
 * process that will be confined so that it cannot make one calls anonshm_seal() or
 * anonshm_check() with these seals before.
 *
 * Costs 1 system call once the seals have been tried; fstatfs(2) is added where the two kinds
 * differ, as with EXEC, or no object with huge pages can be made (not every kernel has them).
 * All seals are put on, or none.
 *
 * Return: 0, or -1 and errno:
 *   EBADF    not a descriptor
 *   EBUSY    WRITE, and somebody has a writable mapping (on NetBSD any mapping)
 *   EINVAL   an unknown seal
 *   ENOTSUP  the object or the system has no seals; or has not this one; or does not enforce
 *            it; or no object could be made or changed to find out (RLIMIT_FSIZE, a filter).
 *            Always on macOS, OpenBSD, DragonFly, illumos, Haiku, Cygwin and Windows
 *   EPERM    sealed against it (ANONSHM_SEAL_SEAL, ANONSHM_NO_SEALING; on Linux everything but
 *            a memfd), or not open for writing
 *   EMFILE, ENFILE, ENOMEM  nothing to find out with
 */
ANONSHM_API int anonshm_seal(anonshm_handle object, unsigned seals);

/*
 * What anonshm_check() may require.
 */
/*
 * In memory, and not on a disk: Linux: tmpfs, ramfs, hugetlbfs and what memfd_create(2) makes;
 * other systems: an object in no file system, or in one of the type tmpfs or mfs; Windows: a
 * section without a file.
 */
#define ANONSHM_IS_MEMORY 0x1u
/*
 * Nobody can make it smaller, so that no access within @size of a mapping raises SIGBUS because
 * the sender has: SEAL_SHRINK, enforced. On macOS a size is set only once, and on Windows with
 * the section: any size but 0 will do. (An access can still raise SIGBUS where memory has run
 * out: anonshm_reserve().)
 */
#define ANONSHM_CANNOT_SHRINK 0x2u
/*
 * Nobody can change the contents, the sender included: SEAL_WRITE and SEAL_SHRINK, enforced.
 * WRITE alone does not keep anybody from making the object smaller and then larger again, with
 * zeros in it. The kernel puts WRITE on only where there is no writable mapping. FUTURE_WRITE
 * is not enough, as the sender may have kept a mapping from before; nor is a read-only
 * descriptor, as there may be another. So EPERM wherever there are no seals.
 */
#define ANONSHM_CANNOT_BE_WRITTEN 0x4u
/* The descriptor is open for reading, and so can be mapped and read. */
#define ANONSHM_READABLE 0x8u
/* It can be mapped and written: open for reading and writing, and no seal forbids it. */
#define ANONSHM_WRITABLE 0x10u
/*
 * No path leads to it now: its link count is 0, or it is a memfd (whose link count is 1 in
 * gVisor). Its maker can give it a name later if it was made with O_TMPFILE and without
 * O_EXCL. ENOTSUP for an object in no file system (FreeBSD, NetBSD, macOS), of which the system
 * does not say whether shm_unlink(3) has been called.
 */
#define ANONSHM_HAS_NO_NAME 0x20u
#define ANONSHM_ALL_REQUIREMENTS                                                               \
    (ANONSHM_IS_MEMORY | ANONSHM_CANNOT_SHRINK | ANONSHM_CANNOT_BE_WRITTEN |                   \
     ANONSHM_READABLE | ANONSHM_WRITABLE | ANONSHM_HAS_NO_NAME)

/*
 * anonshm_check() - what a receiver may rely on
 * @object:       received from somebody who is not trusted
 * @size:         in bytes; it has to be at least that large
 * @requirements: 0 or more of those above
 *
 * Whatever is required, it has to be a regular file or a shared memory object, and no pipe,
 * directory, device (such as ashmem) or socket. Size and access mode are those of this moment:
 * the size lasts only with ANONSHM_CANNOT_SHRINK. Seals are looked at before the size, so that
 * what is sealed against shrinking had that size when it was, or was larger.
 *
 * No seal is believed that anonshm_seal() would not have put on: the same attempts are made,
 * and the same answers remembered.
 *
 * Costs 1 system call for the size, and 1 each for the seals, the file system and the access
 * mode where something is required that depends on them.
 *
 * Return: 0, or -1 and errno:
 *   EBADF    not a descriptor
 *   EINVAL   an unknown requirement; not shared memory; too small
 *   EACCES   not open as required; Windows: the handle does not allow to ask (SECTION_QUERY),
 *            which those of anonshm_readonly() do
 *   EPERM    another requirement does not hold, or it depends on a seal of which it cannot be
 *            found out whether it is enforced
 *   ENOTSUP  this system cannot tell (IS_MEMORY on Haiku, Hurd and Cygwin; HAS_NO_NAME)
 *   EMFILE, ENFILE, ENOMEM  nothing to try the seal with
 */
ANONSHM_API int anonshm_check(anonshm_handle object, uint64_t size, unsigned requirements);

/*
 * anonshm_reserve() - have the pages now
 * @object: open for writing
 * @offset: in bytes, of the first one
 * @size:   in bytes, not 0
 *
 * What is not there becomes ENOSPC or ENOMEM here, instead of SIGBUS or a killed process when
 * it is written to. The contents are kept, also those that others write meanwhile. If the range
 * ends behind the end of the object, the object grows to there. When a call fails half-way,
 * what was reserved by then stays so, and the object may have grown.
 *
 * On Linux by fallocate(2), where that is missing (ramfs) by MADV_POPULATE_WRITE (madvise(2),
 * Linux 5.14). Works in pieces of 16 MiB, smaller ones after a signal has interrupted it, and
 * goes on.
 *
 * From 16 MiB on, the kernel is first asked whether there is so much: what is missing of the
 * range is compared with what is available and the free swap (/proc/meminfo), and with what the
 * limit of each of the process's control groups leaves (version 1 and 2, below /sys/fs/cgroup),
 * pages of files counted as free. Memory of memfd_create(2) has no limit of its own and belongs
 * to no process, so that without this the kernel kills others to make room. It is no promise
 * where several processes reserve at once, nor where these files cannot be read. Huge pages
 * have a pool of their own and are not compared.
 *
 * On Windows the pages are promised when the section is made, and nothing is left to do.
 *
 * Return: 0, or -1 and errno:
 *   EBADF    not a descriptor, or not open for writing
 *   EFBIG    the end would be beyond what the system or RLIMIT_FSIZE allows (no SIGXFSZ)
 *   EINVAL   the size is 0; not shared memory
 *   ENOMEM   more than the memory that is left, or a control group has left
 *   ENOSPC, EDQUOT  the file system or the pool of huge pages is full
 *   ENOTSUP  nothing can promise it: every system but Linux and Windows (posix_fallocate(3) of
 *            FreeBSD sets the size only, that of others does not know these objects); on
 *            Windows behind the end
 *   EPERM    it would have to grow, and is sealed against that
 */
ANONSHM_API int anonshm_reserve(anonshm_handle object, uint64_t offset, uint64_t size);

/*
 * anonshm_discard() - give pages back
 * @object: open for writing
 * @offset: in bytes, of the first one
 * @size:   in bytes, not 0
 *
 * The range reads as zeros afterwards, in every mapping, and the whole pages in it are free,
 * until they are written to, or read through a mapping. Of a page that is only partly in the
 * range the memory stays. The size of the object stays what it is, and what is behind its end
 * is left alone. Of huge pages, give back whole ones: older kernels leave the contents of parts
 * as they are.
 *
 * On Linux by FALLOC_FL_PUNCH_HOLE (fallocate(2)), on FreeBSD 14 by fspacectl(2).
 *
 * Return: 0, or -1 and errno:
 *   EBADF    not a descriptor, or not open for writing
 *   EFBIG    the end is beyond what the system allows
 *   EINVAL   the size is 0
 *   ENOTSUP  the object, its file system (ramfs) or the system cannot: gVisor, and every one
 *            but Linux and FreeBSD 14
 *   EPERM    sealed against writing
 */
ANONSHM_API int anonshm_discard(anonshm_handle object, uint64_t offset, uint64_t size);

/*
 * What may be done with mapped memory: one or more of the first three. On every system what can
 * be written or executed can be read as well.
 */
#define ANONSHM_READ 0x1u
#define ANONSHM_WRITE 0x2u
#define ANONSHM_EXECUTE 0x4u
/*
 * Copy on write: what is written is seen by nobody else and does not change the object. It is
 * unspecified whether what others write is seen. A descriptor that is open for reading will do.
 */
#define ANONSHM_PRIVATE 0x8u
/*
 * Brings the pages in now, so that the first uses are fast: MAP_POPULATE on Linux,
 * MAP_PREFAULT_READ on FreeBSD, nothing elsewhere. It makes no call fail and promises no
 * memory.
 */
#define ANONSHM_POPULATE 0x10u
#define ANONSHM_ALL_ACCESS                                                                     \
    (ANONSHM_READ | ANONSHM_WRITE | ANONSHM_EXECUTE | ANONSHM_PRIVATE | ANONSHM_POPULATE)

/*
 * anonshm_map() - map a part of an object
 * @object: not used up: it can be closed, and the mapping stays
 * @offset: where the part begins, a multiple of the page
 * @size:   in bytes, not 0; the rest of the last page is mapped as well
 * @access: ANONSHM_READ, _WRITE, _EXECUTE; _PRIVATE, _POPULATE
 *
 * The page is that of sysconf(_SC_PAGESIZE), on Windows dwPageSize of GetSystemInfo(), which
 * also holds for the offset; 64 KiB are a multiple of it on every system. An object with
 * ANONSHM_HUGE has the huge page, of which the size must be a multiple too.
 *
 * Every mapped page has at least a byte of the object, so that no use of the memory raises
 * SIGBUS as long as nobody makes the object smaller, and there is memory. What lies between the
 * end of the object and that of its last page belongs to nobody and may be lost.
 *
 * Two views for a compiler at run time, which writes code by one and runs it by the other:
 *
 *     object = anonshm_create(size, ANONSHM_EXEC);
 *     char *code = anonshm_map(object, 0, size, ANONSHM_READ | ANONSHM_WRITE);
 *     char *run = anonshm_map(object, 0, size, ANONSHM_READ | ANONSHM_EXECUTE);
 *     memcpy(code, instructions, length);
 *     __builtin___clear_cache(run, run + length);
 *
 * No page is ever writable and executable at once. With ANONSHM_EXEC nothing is served that is
 * mounted noexec, and Windows needs it. The last line is for processors whose caches do not
 * see what was written (all but x86); on Windows it is FlushInstructionCache().
 *
 * Costs 2 system calls (fstat(2), mmap(2)), on Windows 1.
 *
 * Return: the address, or NULL and errno:
 *   EINVAL  the size is 0; no access, or an unknown bit; the offset is no multiple of the page;
 *           the part reaches beyond the last page of the object; or on macOS ANONSHM_PRIVATE
 *   EACCES  the descriptor is not open for reading, or not for writing although ANONSHM_WRITE
 *           without ANONSHM_PRIVATE needs it; on Windows also ANONSHM_EXECUTE of an object that
 *           was made without ANONSHM_EXEC; or a policy forbids it (SELinux)
 *   EPERM   ANONSHM_EXECUTE of an object in a place that is mounted noexec; or a seal forbids
 *           ANONSHM_WRITE (Linux before 6.7: any shared mapping of what F_SEAL_WRITE seals)
 *   ENOMEM  no addresses, or RLIMIT_AS, or too many mappings; or no huge pages are free
 *   EAGAIN  memory is to be locked (mlockall(2)), and it is too much
 *   EBADF   not a descriptor or handle
 *   ENODEV  the descriptor is for something that cannot be mapped
 *   ENOSYS  this platform has no shared memory
 *
 * Source: mmap(2) of Linux and of POSIX, MapViewOfFileEx (Windows). As safe in a signal handler
 * as mmap(2), which is one system call wherever it exists, though POSIX does not promise it.
 */
ANONSHM_API void *anonshm_map(anonshm_handle object, uint64_t offset, size_t size,
                              unsigned access);

/*
 * anonshm_unmap() - undo anonshm_map()
 * @address: what anonshm_map() returned
 * @size:    what it was given
 *
 * A mapping is unmapped as a whole: less of it works on some systems and not on others.
 *
 * Return: 0, or -1 and errno:
 *   EINVAL  the address is NULL or no multiple of the page, or the size is 0; on Windows also
 *           if nothing is mapped there
 *   ENOMEM  a part would be unmapped, and there are too many mappings
 *   ENOSYS  as anonshm_map()
 */
ANONSHM_API int anonshm_unmap(void *address, size_t size);

/*
 * anonshm_map_mirrored() - map the beginning of an object several times in a row
 * @object: as for anonshm_map()
 * @size:   of each copy, a multiple of the page, on Windows of 64 KiB
 * @copies: how many, at least 1
 * @access: as for anonshm_map(), without ANONSHM_PRIVATE
 *
 * What is written at an address can be read at the same place of every other copy. So a ring
 * buffer with two copies has each of its parts in one piece, wherever in the ring it begins.
 *
 * A compiler takes two addresses for two places, and may read one before it has written the
 * other. What is written by one copy and read by another in the same thread needs a fence
 * between the two (atomic_signal_fence(), or a lock or an atomic operation that orders them),
 * and so do two mappings of anonshm_map().
 *
 * The addresses are reserved first, and then the copies are mapped over them: no other thread's
 * mapping can get in between, and none is unmapped. On Windows before 10 version 1803, and in
 * Wine before it has placeholders, nothing can be reserved; there the copies are mapped where
 * addresses are free, and up to 32 times elsewhere if another thread is faster.
 *
 * If it fails, nothing stays mapped. Costs a system call more than there are copies; with huge
 * pages, ANONSHM_POPULATE, or other systems than Linux, two more.
 *
 * Return: the address of the first copy, or NULL and errno:
 *   EINVAL  the size is 0 or no multiple of the page, or reaches beyond the last page of the
 *           object; no copies; more bytes in all than there are addresses; no access, an
 *           unknown bit, or ANONSHM_PRIVATE
 *   EBUSY   only where nothing can be reserved: other threads were faster each time
 *   or as anonshm_map().
 *
 * Source: mmap(2), MAP_FIXED; VirtualAlloc2 and MapViewOfFile3 (Windows).
 */
ANONSHM_API void *anonshm_map_mirrored(anonshm_handle object, size_t size, unsigned copies,
                                       unsigned access);

/*
 * anonshm_unmap_mirrored() - undo anonshm_map_mirrored()
 * @address: what anonshm_map_mirrored() returned
 * @size:    what it was given
 * @copies:  what it was given
 *
 * Return: 0, or -1 and errno:
 *   EINVAL  as anonshm_unmap(); or no copies, or more bytes in all than there are addresses
 *   ENOMEM, ENOSYS  as anonshm_unmap()
 */
ANONSHM_API int anonshm_unmap_mirrored(void *address, size_t size, unsigned copies);

#if defined _WIN32

/*
 * anonshm_duplicate() - give another process a handle of the object
 * @object:  the section
 * @process: a handle of the other process, opened with PROCESS_DUP_HANDLE
 * @handle:  where to write the handle's number in that process
 *
 * The other process gets the same access, and its own children do not inherit the handle. It
 * has to be told the number, through a pipe, say, and closes the handle itself; *handle is of
 * no use in this process, unless it is this one.
 *
 * A child that is being created can inherit the object instead, and no other handle that
 * happens to be inheritable, by a list:
 *
 *   SetHandleInformation(object, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
 *   STARTUPINFOEXW start = {.StartupInfo.cb = sizeof start, .lpAttributeList = list};
 *   InitializeProcThreadAttributeList(list, 1, 0, &size);
 *   UpdateProcThreadAttribute(list, 0, PROC_THREAD_ATTRIBUTE_HANDLE_LIST, &object,
 *                             sizeof object, NULL, NULL);
 *   CreateProcessW(program, command, NULL, NULL, TRUE, EXTENDED_STARTUPINFO_PRESENT, NULL,
 *                  NULL, &start.StartupInfo, &child);
 *
 * The handle has the same number there; the command line may name it. Until the flag is
 * cleared again, children that are created meanwhile with TRUE and without a list inherit it
 * as well.
 *
 * Return: 0, or -1 and errno, and then *handle is unchanged:
 *   EINVAL  handle is NULL
 *   EBADF   the object is no handle, or the process is none
 *   EACCES  the process was opened without that right
 *   ENOMEM  the other process can have no more handles
 *   EIO     anything else that DuplicateHandle reports
 */
ANONSHM_API int anonshm_duplicate(anonshm_handle object, void *process, anonshm_handle *handle);

#else

/*
 * anonshm_send() - send data and descriptors through a Unix domain socket
 * @socket: connected; stream, datagram or sequenced packet
 * @data:   may be NULL if size is 0
 * @size:   in bytes; not 0 if there are descriptors
 * @fds:    of anything, not only of shared memory; may be NULL if count is 0
 * @count:  at most 253
 *
 * The receiver gets descriptors of its own for the same objects (SCM_RIGHTS, unix(7)),
 * together with the first byte. The sender's stay open, and can be closed at once. What the
 * receiver never takes is closed with the socket.
 *
 * Through a stream all of the data is sent, by as many calls as it takes. Until there is room
 * for the first byte the socket's mode counts: a non-blocking one, or one with SO_SNDTIMEO, may
 * report EAGAIN, and nothing was sent. With that byte the descriptors are sent, which cannot be
 * undone: from then on the call waits for room, whatever the mode, until all is sent or the
 * other end is closed. A datagram is sent whole or not at all.
 *
 * The socket must be a Unix domain socket: Linux accepts descriptors on others, TCP for
 * instance, and drops them without a word.
 *
 * Raises no SIGPIPE: MSG_NOSIGNAL; on macOS SO_NOSIGPIPE is set and stays set; elsewhere the
 * signal is blocked meanwhile. 1 system call where the socket has room; 2 on macOS.
 *
 * Not a cancellation point: a thread that waits here is cancelled after the call. To end the
 * wait, shutdown(2) the socket. Safe in a signal handler. Two threads that send through one
 * stream at the same time may mix their data, as with write(2).
 *
 * Return: 0, or -1 and errno. If a stream fails half-way, the receiver may have part of the
 * data, and the descriptors.
 *   EINVAL    data or fds is NULL and has a size; descriptors without data; more than 253
 *   EAGAIN    no room in a non-blocking socket, or in time (SO_SNDTIMEO); nothing was sent
 *   EMSGSIZE  a datagram is too large for the socket; nothing was sent
 *   EPIPE, ECONNRESET  the other end is closed
 *   EBADF     a descriptor is none, or the socket is not
 *   ETOOMANYREFS  Linux: more descriptors of this user are under way than RLIMIT_NOFILE
 *   ENOTSOCK, ENOTCONN, EDESTADDRREQ  not a socket, or not connected
 *   ECONNREFUSED, ENOBUFS, ENOMEM, EPERM, EACCES  as sendmsg(2). ENOBUFS on macOS and the
 *             BSDs: the receiver of datagrams is full, also if the socket blocks
 *   ENOSYS    always on WASI, which has no such sockets
 *   Never EINTR.
 */
ANONSHM_API int anonshm_send(int socket, const void *data, size_t size, const int *fds,
                             size_t count);

/*
 * anonshm_receive() - receive data and descriptors from a Unix domain socket
 * @socket: stream, datagram or sequenced packet
 * @data:   where to write the data
 * @size:   how many bytes fit there, not 0
 * @fds:    where to write the descriptors; may be NULL if *count is 0
 * @count:  in: how many fit there. out: how many have been received
 *
 * Waits until there is something, as recvmsg(2) does. Of a stream it returns what is there, up
 * to size; call again for the rest. The descriptors come with the first byte of what was sent
 * with them, and never together with the next ones.
 *
 * Each descriptor is new, and close-on-exec: from birth with MSG_CMSG_CLOEXEC (Linux, FreeBSD,
 * NetBSD, OpenBSD, DragonFly, newer illumos); elsewhere, on macOS, fcntl(2) sets it right
 * after, and a child that another thread starts in between has it open. They may be of
 * anything: before one is mapped, its kind and its size have to be checked, and the sender may
 * shrink it still, unless a seal forbids that.
 *
 * Nothing that arrives is left open unknown to the caller. More descriptors than fit are
 * closed, and with them those that would have; so are all if data of a datagram was cut off,
 * or the kernel could not install all of them, at the limit of open descriptors
 * (RLIMIT_NOFILE). Other control messages, which options of the socket ask for (SO_PASSCRED),
 * are skipped, and the descriptor of SO_PASSPIDFD is closed.
 *
 * 1 system call, and where there is no MSG_CMSG_CLOEXEC 1 more for each descriptor. Uses 4 KiB
 * of stack. Not a cancellation point: a thread that waits here is cancelled after the call. To
 * end the wait, shutdown(2) the socket. Safe in a signal handler.
 *
 * Return: how many bytes of data, with *count descriptors, which may be 0. 0 bytes and 0
 * descriptors: the end of the stream, or an empty datagram. Or -1 and errno, and *count is 0:
 *   EINVAL    data or count is NULL, size is 0, or fds is NULL and *count is not; *count is
 *             unchanged
 *   EMSGSIZE  data of a datagram or descriptors were cut off, or did not fit: all of the
 *             message is lost, or of a stream the part of the data that was read with it. On
 *             macOS and FreeBSD also at the limit of open descriptors
 *   EAGAIN    nothing there, and the socket does not block, or not so long (SO_RCVTIMEO; a
 *             signal starts the time again)
 *   ECONNRESET  the other end was closed while it had data unread
 *   EBADF, ENOTSOCK, ENOTCONN, ENOMEM, ENOBUFS  as recvmsg(2)
 *   ENOSYS    always on WASI, which has no such sockets
 *   Never EINTR.
 */
ANONSHM_API ssize_t anonshm_receive(int socket, void *data, size_t size, int *fds,
                                    size_t *count);

/*
 * anonshm_inherit() - let the program that is about to be executed have the object
 * @object: its descriptor; any other does too
 * @number: the descriptor that the program shall find it at, such as 3
 *
 * To be called in the child, between fork(2) and exec(3): it then changes nothing in the
 * parent, and no child that another thread starts meanwhile gets the object. What the child
 * had at that number is closed, also if it is another object: of several that have each
 * other's numbers, move one out of the way first (F_DUPFD_CLOEXEC, fcntl(2)). Where both
 * numbers are the same, close-on-exec is cleared; dup2(2) alone would leave it. The object's
 * own descriptor stays close-on-exec.
 *
 * With posix_spawn(3), posix_spawn_file_actions_adddup2(3) does the same; for equal numbers
 * only since POSIX.1-2024 (glibc 2.29).
 *
 * 1 system call. Async-signal-safe.
 *
 * Return: 0, or -1 and errno:
 *   EBADF   the object is no open descriptor, or the number is not below RLIMIT_NOFILE
 *   EINVAL  the number is negative
 *   ENOSYS  always on WASI, which has no processes
 */
ANONSHM_API int anonshm_inherit(anonshm_handle object, int number);

#endif

#ifdef __cplusplus
}
#endif

#endif
