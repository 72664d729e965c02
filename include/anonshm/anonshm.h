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
#if !defined _WIN32
# include <sys/types.h>
#endif

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
