// The facts of a system that has everything, so that every method is compiled on every host.

#define ANONSHM_HAVE_MEMFD_CREATE 1
#define ANONSHM_HAVE_SHM_ANON 1
#define ANONSHM_HAVE_SHM_OPEN 1
#define ANONSHM_HAVE_SHM_MKSTEMP 1
#define ANONSHM_HAVE_MKOSTEMP 1
#define ANONSHM_HAVE_GETRANDOM 1
#define ANONSHM_HAVE_ASHAREDMEMORY_CREATE 1
#define ANONSHM_HAVE_CREATEFILEMAPPINGW 1
#define ANONSHM_NR_MEMFD_CREATE 319
#define ANONSHM_O_TMPFILE 0x40010000
#define ANONSHM_SHM_OPEN_ACCEPTS_CLOEXEC 1
#define ANONSHM_SHM_OPEN_SETS_CLOEXEC 0

#define ANONSHM_CHAIN(METHOD)                                                                  \
    METHOD(memfd_syscall)                                                                      \
    METHOD(memfd_create)                                                                       \
    METHOD(shm_anon)                                                                           \
    METHOD(android)                                                                            \
    METHOD(windows_section)                                                                    \
    METHOD(o_tmpfile)                                                                          \
    METHOD(shm_open)                                                                           \
    METHOD(shm_mkstemp)                                                                        \
    METHOD(mkostemp)                                                                           \
    METHOD(temporary_file)
