# The catalogue: every fact that is asked, and every method that can be chosen, one entry each.
# Macro names, config header, report, JSON schema and documentation follow from it.
#
#   anonshm_fact(<kind> <id> <what is asked> "<the line a person reads>" [options])
#
#   kind       what is asked            the answer
#   FUNCTION   its argument types       do the headers declare it, and does a library have it?
#                                       LIBRARY names the one that may be needed beside libc
#   MACRO      the macro                is it defined?
#   LIBRARY    the function             the library it needs beside libc: "" if none
#   NUMBER     the macro                its value for the target
#   BEHAVIOUR  the possible values      what probes/behaviour/<id>.cpp finds out by trying
#   MACHINE    the possible values      what the machine that runs it says: report only;
#                                       FILE names the source in probes/machine/, and
#                                       ARGUMENTS asks once for each, as <id>:<argument>
#
# Possible values: yes/no, errno (a name such as EINVAL), number, text, or the words themselves.

# -- Functions -----------------------------------------------------------------------------
# On the order of arguments and the headers: probes/toolchain/headers.h.

anonshm_fact(FUNCTION memfd_create "const char *, unsigned"
  "memory file without a name (Linux 3.17, FreeBSD 13, NetBSD 11)")
anonshm_fact(FUNCTION syscall "long"
  "any system call by its number; OpenBSD, dietlibc and klibc have no such function")
anonshm_fact(FUNCTION shm_open "const char *, int, mode_t"
  "POSIX shared memory object" LIBRARY rt)
anonshm_fact(LIBRARY shm_open_library shm_open
  "library that shm_open needs: rt with NetBSD and glibc before 2.34")
anonshm_fact(FUNCTION shm_unlink "const char *"
  "removes the name of a POSIX shared memory object" LIBRARY rt)
anonshm_fact(FUNCTION shm_mkstemp "char *"
  "shared memory object under a fresh name (OpenBSD)")
anonshm_fact(FUNCTION mkostemp "char *, int"
  "fresh file, with flags")
anonshm_fact(FUNCTION mkstemp "char *"
  "fresh file")
anonshm_fact(FUNCTION memfd_secret "unsigned"
  "memory that the kernel itself does not map (Linux 5.14)")
anonshm_fact(FUNCTION shm_create_largepage "const char *, int, int, int, mode_t"
  "shared memory object of large pages (FreeBSD 13)")
anonshm_fact(FUNCTION posix_fallocate "int, off_t, off_t"
  "promises the pages of a file")
anonshm_fact(FUNCTION getrandom "void *, size_t, unsigned"
  "random bytes from the kernel")
anonshm_fact(FUNCTION getentropy "void *, size_t"
  "random bytes, at most 256")
anonshm_fact(FUNCTION arc4random_buf "void *, size_t"
  "random bytes, never failing")
anonshm_fact(FUNCTION secure_getenv "const char *"
  "the environment, but not in a program with more rights than its caller (glibc, musl)")
anonshm_fact(FUNCTION issetugid ""
  "whether the program has more rights than its caller (BSDs, macOS, illumos)")
anonshm_fact(FUNCTION ASharedMemory_create "const char *, size_t"
  "sized shared memory (Android 8)" LIBRARY android)
anonshm_fact(FUNCTION CreateFileMappingW
  "void *, decltype(nullptr), unsigned long, unsigned long, unsigned long, const wchar_t *"
  "sized section object (Windows)")
anonshm_fact(FUNCTION sem_init "sem_t *, int, unsigned"
  "unnamed semaphore" LIBRARY pthread)
anonshm_fact(FUNCTION pthread_mutexattr_setpshared "pthread_mutexattr_t *, int"
  "mutex attribute: shared between processes" LIBRARY pthread)
anonshm_fact(FUNCTION pthread_mutexattr_setrobust "pthread_mutexattr_t *, int"
  "mutex attribute: survives the death of its owner" LIBRARY pthread)
anonshm_fact(FUNCTION shmget "key_t, size_t, int"
  "System V shared memory segment")

# -- Macros and numbers --------------------------------------------------------------------
# As the C library's own headers have them. Kernel headers are not asked: <linux/memfd.h> and
# <sys/mman.h> redefine each other's macros, and musl installs no kernel headers at all.

anonshm_fact(MACRO  shm_anon SHM_ANON
  "shm_open without a name (FreeBSD 8, Hurd with glibc 2.38, QNX)")
anonshm_fact(NUMBER nr_memfd_create __NR_memfd_create
  "the number of the system call, for C libraries without the function")
anonshm_fact(MACRO memfd_syscall_safe ANONSHM_TARGET_MEMFD_SYSCALL_SAFE
  "the call by its number does not kill: Android below API 30 filters apps (probes/toolchain/target.h)")
anonshm_fact(MACRO shared_mappings ANONSHM_TARGET_SHARED_MAPPINGS
  "mappings of one object share its memory: Emscripten copies (probes/toolchain/target.h)")
anonshm_fact(NUMBER o_tmpfile O_TMPFILE
  "open flag: a file without a name in that directory (Linux 3.11)")
anonshm_fact(NUMBER o_cloexec O_CLOEXEC
  "open flag: closed on exec")
anonshm_fact(NUMBER o_nofollow O_NOFOLLOW
  "open flag: not through a symbolic link")
anonshm_fact(NUMBER mfd_cloexec MFD_CLOEXEC
  "memfd flag: closed on exec")
anonshm_fact(NUMBER mfd_allow_sealing MFD_ALLOW_SEALING
  "memfd flag: seals may be added")
anonshm_fact(NUMBER mfd_hugetlb MFD_HUGETLB
  "memfd flag: of huge pages (Linux 4.14)")
anonshm_fact(NUMBER mfd_noexec_seal MFD_NOEXEC_SEAL
  "memfd flag: never executable (Linux 6.3)")
anonshm_fact(NUMBER mfd_exec MFD_EXEC
  "memfd flag: executable (Linux 6.3)")
anonshm_fact(NUMBER f_add_seals F_ADD_SEALS
  "fcntl command: adds seals")
anonshm_fact(NUMBER f_seal_future_write F_SEAL_FUTURE_WRITE
  "seal: no new writable mapping (Linux 5.1)")
anonshm_fact(NUMBER msg_cmsg_cloexec MSG_CMSG_CLOEXEC
  "recvmsg flag: received descriptors closed on exec")

# -- Behaviours ----------------------------------------------------------------------------

anonshm_fact(BEHAVIOUR shm_name_leading_slash "required;optional;significant"
  "is the slash before the name needed, stripped, or part of it?")
anonshm_fact(BEHAVIOUR shm_name_inner_slash "accepted;errno"
  "a further slash in the name")
anonshm_fact(BEHAVIOUR shm_name_empty "accepted;errno"
  "the empty name")
anonshm_fact(BEHAVIOUR shm_name_dots "accepted;errno"
  "the names /. and /..")
anonshm_fact(BEHAVIOUR shm_name_max "number;unlimited"
  "longest name in bytes, with the slash")
anonshm_fact(BEHAVIOUR shm_name_too_long "accepted;errno"
  "a name one byte longer")
anonshm_fact(BEHAVIOUR shm_path "text;none"
  "where the object shows up in the file system")
anonshm_fact(BEHAVIOUR shm_open_accepts_cloexec "yes/no"
  "shm_open takes O_CLOEXEC")
anonshm_fact(BEHAVIOUR shm_open_accepts_nofollow "yes/no"
  "shm_open takes O_NOFOLLOW")
anonshm_fact(BEHAVIOUR shm_open_sets_cloexec "yes/no"
  "shm_open sets close-on-exec by itself")
anonshm_fact(BEHAVIOUR shm_resize "repeatable;once"
  "how often ftruncate may set the size")
anonshm_fact(BEHAVIOUR shm_size_rounded "yes/no"
  "fstat reports whole pages instead of the size that was set")
anonshm_fact(BEHAVIOUR shm_read_write "yes/no"
  "read and write work on the descriptor")
anonshm_fact(BEHAVIOUR map_empty "works;fault;errno"
  "mmap of an object of size 0")
anonshm_fact(BEHAVIOUR sem_pshared "yes/no"
  "an unnamed semaphore works between processes")
anonshm_fact(BEHAVIOUR mutex_pshared "yes/no"
  "a mutex works between processes")
anonshm_fact(BEHAVIOUR mutex_robust "yes/no"
  "a mutex tells the next owner that the last one died")
anonshm_fact(BEHAVIOUR sysv_shm "yes/no"
  "a System V segment works between processes")

# -- The machine ---------------------------------------------------------------------------

anonshm_fact(MACHINE memfd_create_works "yes/no"
  "memfd_create(MFD_CLOEXEC) here" FILE memfd)
anonshm_fact(MACHINE memfd_allow_sealing_works "yes/no"
  "with MFD_ALLOW_SEALING" FILE memfd)
anonshm_fact(MACHINE memfd_noexec_seal_works "yes/no"
  "with MFD_NOEXEC_SEAL" FILE memfd)
anonshm_fact(MACHINE memfd_exec_works "yes/no"
  "with MFD_EXEC" FILE memfd)
anonshm_fact(MACHINE memfd_hugetlb_works "yes/no"
  "with MFD_HUGETLB" FILE memfd)
anonshm_fact(MACHINE memfd_noexec_sysctl "number;none"
  "vm.memfd_noexec" FILE memfd_noexec_sysctl)
anonshm_fact(MACHINE shm_open_works "yes/no"
  "shm_open of a plain name here" FILE shm_open_works)
anonshm_fact(MACHINE dev_shm "yes/no"
  "/dev/shm is a directory in memory" FILE dev_shm)
set(_directories "/dev/shm;/run/shm;$XDG_RUNTIME_DIR;/tmp;/var/tmp")
anonshm_fact(MACHINE directory "text;none"
  "file system of the directory" FILE directory ARGUMENTS ${_directories})
anonshm_fact(MACHINE free_bytes "number"
  "free space for this user" FILE directory ARGUMENTS ${_directories})
anonshm_fact(MACHINE noexec "yes/no"
  "mounted noexec" FILE directory ARGUMENTS ${_directories})
anonshm_fact(MACHINE o_tmpfile_works "yes/no"
  "O_TMPFILE works in the directory" FILE o_tmpfile ARGUMENTS ${_directories})

# -- Methods -------------------------------------------------------------------------------
# The chain table, best first: anonshm_method(<name> "<facts it needs>" "<the line a person
# reads>"). Its code is src/library/create/methods/<name>.cpp. On Linux the system call comes before the
# function of the same name: C libraries had none until glibc 2.27, musl 1.1.20, Android 11.
# shm_mkstemp stands behind shm_open because OpenBSD's retries INT_MAX times on any error
# (lib/libc/gen/shm_open.c).

anonshm_method(memfd_syscall "nr_memfd_create;syscall;memfd_syscall_safe"
  "the system call memfd_create")
anonshm_method(memfd_create "memfd_create"
  "the C library's memfd_create")
anonshm_method(shm_anon "shm_anon;shm_open"
  "shm_open(SHM_ANON)")
anonshm_method(android "ASharedMemory_create"
  "ASharedMemory_create, where a size is given")
anonshm_method(windows_section "CreateFileMappingW"
  "CreateFileMapping, where a size is given")
anonshm_method(o_tmpfile "o_tmpfile;shared_mappings"
  "O_TMPFILE in a memory file system")
anonshm_method(shm_open "shm_open;shm_unlink;shared_mappings"
  "shm_open and shm_unlink")
anonshm_method(shm_mkstemp "shm_mkstemp;shm_open;shm_unlink"
  "shm_mkstemp and shm_unlink")
anonshm_method(mkostemp "mkostemp;shared_mappings"
  "mkostemp and unlink in a memory file system")
anonshm_method(temporary_file "mkostemp;shared_mappings"
  "a file on disk, only where allowed")
