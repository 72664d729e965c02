# SPDX-License-Identifier: MIT
# The catalogue: every fact that is probed, and every method of the fallback chain, one entry
# each. Macro names, config header, report, program, tests and the amalgamation follow from it.
#
#   anonshm_fact(<KIND> <name> [ID <id>] [HEADERS <header>...] [AFTER <header>...]
#     [EXPECT <condition>] [LIBRARY <library>] [DEFINE <macro>] [FILE <file>]
#     [VALUES <value>...] [FACTS <id>...] [RULE libc|kernel] [ARGUMENTS <argument>...]
#     [TEXT <description>])
#
#   KIND       name                 the answer
#   FUNCTION   the function         do HEADERS declare it, and does a library have it?
#                                   LIBRARY names the one that may be needed beside libc;
#                                   EXPECT is where it is expected, as a condition of the
#                                   preprocessor behind all HEADERS. It is a guess, so that
#                                   the first build is the last; the amalgamation, which has
#                                   no probes, decides by it. Default: everywhere
#   MACRO      the macro            do HEADERS define it?
#   NUMBER     the macro            its value for the target
#   LIBRARY    the function         the library it needs beside libc: "" if none
#   BEHAVIOUR  the function in      what probes/behaviour/<name>.c finds out by trying: one of
#              that file            VALUES
#   MACHINE    the function in      a fact of the machine that runs it, for the report only: one
#              FILE                 of VALUES; FILE is probes/machine/<file>.c, and with
#                                   ARGUMENTS there is one fact for each, <id>:<argument>
#
#   ID      in reports, FACTS and macros. Default: the name, in lower case if it is a macro's
#   FACTS   of a behaviour: without them it is "no", or unknown where that is not a value
#   RULE    of a behaviour: whose rule it is. An emulator of programs answers for the C library;
#           for the kernel it may not contradict a prediction
#   VALUES  yes/no, errno (a name such as EINVAL), number, text, or the words themselves

# -- Functions -----------------------------------------------------------------------------

set(small "(defined __dietlibc__ || defined __KLIBC__)")
string(CONCAT bsd "(defined __FreeBSD__ || defined __NetBSD__ || defined __OpenBSD__"
  " || defined __DragonFly__ || defined __APPLE__ || defined __sun)")

# Declared beside the macro. The condition on glibc is zig's, which has the newest macros for
# all. Android has the macro at every level of its API, and the system call.
anonshm_fact(FUNCTION memfd_create HEADERS sys/mman.h
  EXPECT "defined MFD_CLOEXEC && !defined __ANDROID__ \
    && !(defined __GLIBC__ && __GLIBC_MINOR__ < 27)"
  TEXT "memory file without a name (Linux 3.17, FreeBSD 13, NetBSD 11)")
anonshm_fact(FUNCTION syscall HEADERS unistd.h
  EXPECT "defined __linux__ && !${small}"
  TEXT "any system call by its number; OpenBSD, dietlibc and klibc have no such function")
anonshm_fact(FUNCTION shm_open HEADERS sys/mman.h LIBRARY rt
  EXPECT "!(defined _WIN32 || defined __ANDROID__ || ${small})"
  TEXT "POSIX shared memory object")
anonshm_fact(LIBRARY shm_open ID shm_open_library
  TEXT "library that shm_open needs: rt with NetBSD and glibc before 2.34")
anonshm_fact(FUNCTION shm_unlink HEADERS sys/mman.h LIBRARY rt
  EXPECT "!(defined _WIN32 || defined __ANDROID__ || ${small})"
  TEXT "removes the name of a POSIX shared memory object")
anonshm_fact(FUNCTION shm_mkstemp HEADERS sys/mman.h
  EXPECT "defined __OpenBSD__"
  TEXT "shared memory object under a fresh name (OpenBSD)")
anonshm_fact(FUNCTION mkostemp HEADERS stdlib.h unistd.h
  EXPECT "!(defined _WIN32 || ${small})"
  TEXT "fresh file, with flags")
anonshm_fact(FUNCTION mkstemp HEADERS stdlib.h unistd.h
  TEXT "fresh file")
anonshm_fact(FUNCTION memfd_secret HEADERS sys/mman.h
  EXPECT "0"
  TEXT "memory that the kernel itself does not map (Linux 5.14)")
anonshm_fact(FUNCTION shm_create_largepage HEADERS sys/mman.h
  EXPECT "defined __FreeBSD__ && __FreeBSD__ >= 13"
  TEXT "shared memory object of large pages (FreeBSD 13)")
anonshm_fact(FUNCTION posix_fallocate HEADERS fcntl.h
  EXPECT "!(defined _WIN32 || ${small})"
  TEXT "promises the pages of a file")
anonshm_fact(FUNCTION getrandom HEADERS sys/random.h
  EXPECT "defined GRND_NONBLOCK && (!defined __ANDROID__ || __ANDROID_API__ >= 28) \
    && !(defined __GLIBC__ && __GLIBC_MINOR__ < 25)"
  TEXT "random bytes from the kernel")
anonshm_fact(FUNCTION getentropy HEADERS sys/random.h unistd.h
  EXPECT "defined __OpenBSD__ || defined __FreeBSD__ \
    || (defined __linux__ && !defined __ANDROID__ && !${small})"
  TEXT "random bytes, at most 256")
anonshm_fact(FUNCTION arc4random_buf HEADERS stdlib.h
  EXPECT "${bsd} || (defined __GLIBC__ && __GLIBC_MINOR__ >= 36)"
  TEXT "random bytes, never failing")
anonshm_fact(FUNCTION secure_getenv HEADERS stdlib.h
  EXPECT "defined __linux__ && !(defined __ANDROID__ || defined __UCLIBC__ || ${small})"
  TEXT "the environment, but not in a program with more rights than its caller (glibc, musl)")
anonshm_fact(FUNCTION issetugid HEADERS unistd.h
  EXPECT "${bsd}"
  TEXT "whether the program has more rights than its caller (BSDs, macOS, illumos)")
anonshm_fact(FUNCTION ASharedMemory_create HEADERS android/sharedmem.h LIBRARY android
  EXPECT "defined __ANDROID__ && __ANDROID_API__ >= 26"
  TEXT "sized shared memory (Android 8)")
anonshm_fact(FUNCTION CreateFileMappingW HEADERS windows.h
  EXPECT "defined _WIN32"
  TEXT "sized section object (Windows)")
anonshm_fact(FUNCTION sem_init HEADERS semaphore.h LIBRARY pthread
  EXPECT "!(defined _WIN32 || ${small})"
  TEXT "unnamed semaphore")
anonshm_fact(FUNCTION pthread_mutexattr_setpshared HEADERS pthread.h LIBRARY pthread
  EXPECT "!(defined _WIN32 || ${small})"
  TEXT "mutex attribute: shared between processes")
anonshm_fact(FUNCTION pthread_mutexattr_setrobust HEADERS pthread.h LIBRARY pthread
  EXPECT "!(defined _WIN32 || ${small})"
  TEXT "mutex attribute: survives the death of its owner")
anonshm_fact(FUNCTION shmget HEADERS sys/ipc.h sys/shm.h
  EXPECT "!(defined _WIN32 || ${small})"
  TEXT "System V shared memory segment")

# -- Macros and numbers --------------------------------------------------------------------
# As the C library's own headers have them. Kernel headers are not probed: <linux/memfd.h> and
# <sys/mman.h> redefine each other's macros, and musl installs no kernel headers at all.

anonshm_fact(MACRO SHM_ANON HEADERS sys/mman.h
  TEXT "shm_open without a name (FreeBSD 8, Hurd with glibc 2.38, QNX)")
anonshm_fact(NUMBER __NR_memfd_create ID nr_memfd_create HEADERS sys/syscall.h
  TEXT "the number of the system call, for C libraries without the function")
# These two: probes/toolchain/target.h
anonshm_fact(MACRO ANONSHM_TARGET_MEMFD_SYSCALL_SAFE ID memfd_syscall_safe
  TEXT "the call by its number does not kill: Android below API 30 filters apps")
anonshm_fact(MACRO ANONSHM_TARGET_SHARED_MAPPINGS ID shared_mappings
  TEXT "mappings of one object share its memory: Emscripten copies")
anonshm_fact(NUMBER O_TMPFILE HEADERS fcntl.h
  TEXT "open flag: a file without a name in that directory (Linux 3.11)")
anonshm_fact(NUMBER O_CLOEXEC HEADERS fcntl.h
  TEXT "open flag: closed on exec")
anonshm_fact(NUMBER O_NOFOLLOW HEADERS fcntl.h
  TEXT "open flag: not through a symbolic link")
anonshm_fact(NUMBER MFD_CLOEXEC HEADERS sys/mman.h
  TEXT "memfd flag: closed on exec")
anonshm_fact(NUMBER MFD_ALLOW_SEALING HEADERS sys/mman.h
  TEXT "memfd flag: seals may be added")
anonshm_fact(NUMBER MFD_HUGETLB HEADERS sys/mman.h
  TEXT "memfd flag: of huge pages (Linux 4.14)")
anonshm_fact(NUMBER MFD_NOEXEC_SEAL HEADERS sys/mman.h
  TEXT "memfd flag: never executable (Linux 6.3)")
anonshm_fact(NUMBER MFD_EXEC HEADERS sys/mman.h
  TEXT "memfd flag: executable (Linux 6.3)")
anonshm_fact(NUMBER F_ADD_SEALS HEADERS fcntl.h
  TEXT "fcntl command: adds seals")
anonshm_fact(NUMBER F_SEAL_FUTURE_WRITE HEADERS fcntl.h
  TEXT "seal: no new writable mapping (Linux 5.1)")
anonshm_fact(NUMBER MSG_CMSG_CLOEXEC HEADERS sys/socket.h
  TEXT "recvmsg flag: received descriptors closed on exec")

# -- Behaviours ----------------------------------------------------------------------------

anonshm_fact(BEHAVIOUR shm_name_leading_slash RULE libc
  FACTS shm_open VALUES required optional significant
  TEXT "is the slash before the name needed, stripped, or part of it?")
anonshm_fact(BEHAVIOUR shm_name_inner_slash RULE libc
  FACTS shm_open VALUES accepted errno
  TEXT "a further slash in the name")
anonshm_fact(BEHAVIOUR shm_name_empty RULE libc
  FACTS shm_open VALUES accepted errno
  TEXT "the empty name")
anonshm_fact(BEHAVIOUR shm_name_dots RULE libc
  FACTS shm_open VALUES accepted errno
  TEXT "the names /. and /..")
anonshm_fact(BEHAVIOUR shm_name_max RULE libc
  FACTS shm_open VALUES number unlimited
  TEXT "longest name in bytes, with the slash")
anonshm_fact(BEHAVIOUR shm_name_too_long RULE libc
  FACTS shm_open VALUES accepted errno
  TEXT "a name one byte longer")
anonshm_fact(BEHAVIOUR shm_path RULE kernel
  FACTS shm_open VALUES text none
  TEXT "where the object shows up in the file system")
anonshm_fact(BEHAVIOUR shm_open_accepts_cloexec RULE libc
  FACTS shm_open VALUES yes/no
  TEXT "shm_open takes O_CLOEXEC")
anonshm_fact(BEHAVIOUR shm_open_accepts_nofollow RULE libc
  FACTS shm_open VALUES yes/no
  TEXT "shm_open takes O_NOFOLLOW")
anonshm_fact(BEHAVIOUR shm_open_sets_cloexec RULE libc
  FACTS shm_open VALUES yes/no
  TEXT "shm_open sets close-on-exec by itself")
anonshm_fact(BEHAVIOUR shm_resize RULE kernel
  FACTS shm_open VALUES repeatable once
  TEXT "how often ftruncate may set the size")
anonshm_fact(BEHAVIOUR shm_size_rounded RULE kernel
  FACTS shm_open VALUES yes/no
  TEXT "fstat reports whole pages instead of the size that was set")
anonshm_fact(BEHAVIOUR shm_read_write RULE kernel
  FACTS shm_open VALUES yes/no
  TEXT "read and write work on the descriptor")
anonshm_fact(BEHAVIOUR map_empty RULE kernel
  FACTS shm_open VALUES works fault errno
  TEXT "mmap of an object of size 0")
anonshm_fact(BEHAVIOUR sem_pshared RULE libc
  FACTS sem_init VALUES yes/no
  TEXT "an unnamed semaphore works between processes")
anonshm_fact(BEHAVIOUR mutex_pshared RULE libc
  FACTS pthread_mutexattr_setpshared VALUES yes/no
  TEXT "a mutex works between processes")
anonshm_fact(BEHAVIOUR mutex_robust RULE kernel
  FACTS pthread_mutexattr_setpshared pthread_mutexattr_setrobust VALUES yes/no
  TEXT "a mutex reports to the next owner that the last one died")
anonshm_fact(BEHAVIOUR sysv_shm RULE kernel
  FACTS shmget VALUES yes/no
  TEXT "a System V segment works between processes")

# -- Methods -------------------------------------------------------------------------------
# The fallback chain, best first:
#
#   anonshm_method(<name> FACTS <id>... [NEEDS <flag>...] [OFFERS <flag>...]
#     TEXT <description>)
#
#   FACTS   without which it cannot be compiled; its code is
#           src/library/create/methods/<name>.cpp
#   NEEDS   the flags (ANONSHM_<flag>) without which it cannot serve; SIZED: a size is given
#   OFFERS  of the flags that must not be dropped, those that it can serve
#
# On Linux the system call comes before the function of the same name: C libraries had none
# until glibc 2.27, musl 1.1.20, Android 11. shm_mkstemp stands behind shm_open because
# OpenBSD's retries INT_MAX times on any error (lib/libc/gen/shm_open.c).

anonshm_method(memfd_syscall FACTS nr_memfd_create syscall memfd_syscall_safe
  OFFERS HUGE SEALABLE
  TEXT "the system call memfd_create")
anonshm_method(memfd_create FACTS memfd_create OFFERS HUGE SEALABLE
  TEXT "the C library's memfd_create")
anonshm_method(shm_anon FACTS shm_anon shm_open
  TEXT "shm_open(SHM_ANON)")
anonshm_method(android FACTS ASharedMemory_create NEEDS SIZED
  TEXT "ASharedMemory_create, where a size is given")
anonshm_method(windows_section FACTS CreateFileMappingW NEEDS SIZED
  TEXT "CreateFileMapping, where a size is given")
anonshm_method(o_tmpfile FACTS o_tmpfile shared_mappings
  TEXT "O_TMPFILE in a memory file system")
anonshm_method(shm_open FACTS shm_open shm_unlink shared_mappings
  TEXT "shm_open and shm_unlink")
anonshm_method(shm_mkstemp FACTS shm_mkstemp shm_open shm_unlink
  TEXT "shm_mkstemp and shm_unlink")
anonshm_method(mkostemp FACTS mkostemp shared_mappings
  TEXT "mkostemp and unlink in a memory file system")
anonshm_method(temporary_file FACTS mkostemp shared_mappings NEEDS ALLOW_DISK
  TEXT "a file on disk, only where allowed")

# -- The machine ---------------------------------------------------------------------------
# What the program asks where it runs. A configure asks none of it.

if(_anonshm_is_configure)
  return()
endif()

anonshm_fact(MACHINE memfd_create_works FILE memfd VALUES yes/no
  TEXT "memfd_create(MFD_CLOEXEC) here")
anonshm_fact(MACHINE memfd_allow_sealing_works FILE memfd VALUES yes/no
  TEXT "with MFD_ALLOW_SEALING")
anonshm_fact(MACHINE memfd_noexec_seal_works FILE memfd VALUES yes/no
  TEXT "with MFD_NOEXEC_SEAL")
anonshm_fact(MACHINE memfd_exec_works FILE memfd VALUES yes/no
  TEXT "with MFD_EXEC")
anonshm_fact(MACHINE memfd_hugetlb_works FILE memfd VALUES yes/no
  TEXT "with MFD_HUGETLB")
anonshm_fact(MACHINE memfd_noexec_sysctl FILE memfd_noexec_sysctl VALUES number none
  TEXT "vm.memfd_noexec")
anonshm_fact(MACHINE huge_pages FILE huge_pages VALUES number
  TEXT "huge pages of the default size; MFD_HUGETLB works without any, mmap then does not")
anonshm_fact(MACHINE huge_pages_free FILE huge_pages VALUES number
  TEXT "those that are free")
anonshm_fact(MACHINE shm_open_works FILE shm_open_works VALUES yes/no
  TEXT "shm_open of a plain name here")
anonshm_fact(MACHINE dev_shm FILE dev_shm VALUES yes/no
  TEXT "/dev/shm is a directory in memory")

set(directories /dev/shm /run/shm $XDG_RUNTIME_DIR /tmp /var/tmp)
anonshm_fact(MACHINE directory FILE directory VALUES text none ARGUMENTS ${directories}
  TEXT "file system of the directory")
anonshm_fact(MACHINE free_bytes FILE directory VALUES number ARGUMENTS ${directories}
  TEXT "free space for this user")
anonshm_fact(MACHINE total_bytes FILE directory VALUES number ARGUMENTS ${directories}
  TEXT "size of its file system; unknown where it has no limit")
anonshm_fact(MACHINE noexec FILE directory VALUES yes/no ARGUMENTS ${directories}
  TEXT "mounted noexec")
anonshm_fact(MACHINE o_tmpfile_works FILE o_tmpfile VALUES yes/no ARGUMENTS ${directories}
  TEXT "O_TMPFILE works in the directory")
