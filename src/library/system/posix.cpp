// SPDX-License-Identifier: MIT
#include "system.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#if defined __linux__
# include <limits.h>
# include <sys/syscall.h>
# include <sys/vfs.h>
#endif
#if __has_include(<pthread.h>)
# include <pthread.h>
#endif
#if __has_include(<sys/random.h>)
# include <sys/random.h> // getrandom, and macOS's getentropy; OpenBSD's is in unistd.h
#endif
#if ANONSHM_HAVE_ASHAREDMEMORY_CREATE
# include <android/sharedmem.h>
#endif

namespace anonshm {

// A binary binds itself to the newest glibc of which it needs a function (readelf -V), and the
// loader of an older one refuses it, a weak reference or not. So on glibc what newer versions
// have introduced, or given a new version, is done by the calls beneath: memfd_create (2.27),
// getrandom (2.25), shm_open and shm_unlink (2.34), stat and fstat (2.33), fcntl64 (2.28). The
// newest that is left is secure_getenv (2.17).
//
// tests/models sets it to 0 to run the library on models of the functions.
#if defined ANONSHM_BARE_CALLS
#elif defined __linux__ && defined __GLIBC__
# define ANONSHM_BARE_CALLS 1
#else
# define ANONSHM_BARE_CALLS 0
#endif

// -- Objects -------------------------------------------------------------------------------

#if defined ANONSHM_NR_MEMFD_CREATE && ANONSHM_HAVE_SYSCALL
int sys_memfd_syscall(const char *name, unsigned flags) {
    return static_cast<int>(syscall(ANONSHM_NR_MEMFD_CREATE, name, flags));
}
#endif

// Fil-C is the exception: it refused the number while the function worked
// (pizlonator/fil-c#155).
#if ANONSHM_BARE_CALLS && defined SYS_memfd_create && !defined __FILC__
int sys_memfd_create(const char *name, unsigned flags) {
    return static_cast<int>(syscall(SYS_memfd_create, name, flags));
}
#elif ANONSHM_HAVE_MEMFD_CREATE
int sys_memfd_create(const char *name, unsigned flags) {
    return memfd_create(name, flags);
}
#endif

#if ANONSHM_HAVE_SHM_ANON
int sys_shm_anon(unsigned mode) {
    return shm_open(SHM_ANON, O_RDWR, static_cast<mode_t>(mode));
}
#endif

#if ANONSHM_BARE_CALLS
// In glibc it is a file in /dev/shm (sysdeps/posix/shm-directory.h).
struct shm_path {
    char text[sizeof "/dev/shm" + NAME_MAX + 1] = "/dev/shm";
    bool is_valid;

    explicit shm_path(const char *name) : is_valid(strlen(name) <= NAME_MAX + 1) {
        if (is_valid)
            strcat(text, name);
        else
            errno = ENAMETOOLONG;
    }
};
int sys_shm_open(const char *name, int flags, unsigned mode) {
    const shm_path path(name);
    const int more = O_NOFOLLOW | O_CLOEXEC;
    return path.is_valid ? open(path.text, flags | more, static_cast<mode_t>(mode)) : -1;
}
int sys_shm_unlink(const char *name) {
    const shm_path path(name);
    return path.is_valid ? unlink(path.text) : -1;
}
// macOS declares it variadic, and so does this call: the mode is passed as mode_t promotes.
#elif ANONSHM_HAVE_SHM_OPEN
int sys_shm_open(const char *name, int flags, unsigned mode) {
    return shm_open(name, flags, static_cast<mode_t>(mode));
}
int sys_shm_unlink(const char *name) {
    return shm_unlink(name);
}
#endif

#if ANONSHM_HAVE_SHM_MKSTEMP
int sys_shm_mkstemp(char *name) {
    return shm_mkstemp(name);
}
#endif

#if ANONSHM_HAVE_ASHAREDMEMORY_CREATE
int sys_ashmem(const char *name, size_t size) {
    return ASharedMemory_create(name, size);
}
#endif

// -- Files ---------------------------------------------------------------------------------

int sys_open(const char *path, int flags, unsigned mode) {
    return open(path, flags, static_cast<mode_t>(mode));
}

#if ANONSHM_HAVE_MKOSTEMP
int sys_mkostemp(char *path, int flags) {
    return mkostemp(path, flags);
}
#endif

int sys_unlink(const char *path) {
    return unlink(path);
}

// -- Descriptors ---------------------------------------------------------------------------

int sys_close(anonshm_handle object) {
    return close(object);
}

int sys_resize(anonshm_handle object, uint64_t size) {
    const off_t length = static_cast<off_t>(size);
    if (length < 0 || static_cast<uint64_t>(length) != size) {
        errno = EFBIG;
        return -1;
    }
    return ftruncate(object, length);
}

uint64_t sys_size_limit() {
    constexpr unsigned bits = sizeof(off_t) * 8;
    constexpr uint64_t largest = (uint64_t{1} << (bits - 1)) - 1;
    struct rlimit limit;
    if (getrlimit(RLIMIT_FSIZE, &limit) == -1 || limit.rlim_cur == RLIM_INFINITY ||
        static_cast<uint64_t>(limit.rlim_cur) > largest)
        return largest;
    return static_cast<uint64_t>(limit.rlim_cur);
}

int sys_read(int fd, void *buffer, size_t size) {
    return static_cast<int>(read(fd, buffer, size));
}

int sys_fchmod(int fd, unsigned mode) {
    return fchmod(fd, static_cast<mode_t>(mode));
}

#if ANONSHM_BARE_CALLS && defined SYS_fcntl
static int call_fcntl(int fd, int command, int argument = 0) {
    return static_cast<int>(syscall(SYS_fcntl, fd, command, argument));
}
#else
static int call_fcntl(int fd, int command, int argument = 0) {
    return fcntl(fd, command, argument);
}
#endif

int sys_access_mode(int fd) {
#if defined O_PATH // is no access at all
    constexpr int access = O_ACCMODE | O_PATH;
#else
    constexpr int access = O_ACCMODE;
#endif
    const int flags = call_fcntl(fd, F_GETFL);
    return flags == -1 ? -1 : flags & access; // Hurd: O_RDONLY is 1, O_RDWR 3
}

int sys_set_close_on_exec(int fd) {
    return call_fcntl(fd, F_SETFD, FD_CLOEXEC);
}

#if !defined F_GET_SEALS // Linux's numbers, which C libraries had not before glibc 2.27;
                         // elsewhere EINVAL
# define F_GET_SEALS (1024 + 10)
# define F_ADD_SEALS (1024 + 9)
#endif
int sys_get_seals(int fd) {
    return call_fcntl(fd, F_GET_SEALS);
}
int sys_add_seals(int fd, int seals) {
    return call_fcntl(fd, F_ADD_SEALS, seals);
}

static int take_status(int result, const struct stat &from, file_status *to) {
    if (result == 0)
        *to = {static_cast<unsigned>(from.st_mode),
               static_cast<unsigned long>(from.st_uid),
               static_cast<uint64_t>(from.st_size),
               static_cast<uint64_t>(from.st_blocks) * 512, // whatever st_blksize is: stat(2)
               static_cast<uint64_t>(from.st_blksize),
               static_cast<unsigned long>(from.st_nlink)};
    return result;
}

// Where glibc's struct stat is the kernel's.
#if ANONSHM_BARE_CALLS && defined __LP64__ &&                                                  \
    (defined __x86_64__ || defined __aarch64__ || defined __s390x__)
static int call_fstat(int fd, struct stat *found) {
    return static_cast<int>(syscall(SYS_fstat, fd, found));
}
static int call_stat(const char *path, struct stat *found) {
    return static_cast<int>(syscall(SYS_newfstatat, AT_FDCWD, path, found, 0));
}
#elif ANONSHM_BARE_CALLS && (defined __i386__ || defined __arm__) && !defined __USE_TIME_BITS64
static int call_fstat(int fd, struct stat *found) {
    return static_cast<int>(syscall(SYS_fstat64, fd, found));
}
static int call_stat(const char *path, struct stat *found) {
    return static_cast<int>(syscall(SYS_stat64, path, found));
}
#else
static int call_fstat(int fd, struct stat *found) {
    return fstat(fd, found);
}
static int call_stat(const char *path, struct stat *found) {
    return stat(path, found);
}
#endif

int sys_fstat(int fd, file_status *status) {
    struct stat found;
    return take_status(call_fstat(fd, &found), found, status);
}

int sys_stat(const char *path, file_status *status) {
    struct stat found;
    return take_status(call_stat(path, &found), found, status);
}

#if defined __linux__
// ST_NOEXEC of <sys/statvfs.h>. Not every C library's struct statfs has had f_flags.
template <class type>
static auto is_noexec(const type &found, int) -> decltype(found.f_flags, bool()) {
    return (found.f_flags & 0x8) != 0;
}
template <class type>
static bool is_noexec(const type &, ...) {
    return false;
}

// A ramfs reports 0 blocks in all, and gVisor 2^51.
static uint64_t room_of(const struct statfs &found) {
    const uint64_t all = found.f_blocks, free = found.f_bavail;
    const uint64_t block = static_cast<uint64_t>(found.f_bsize);
    const bool is_limited = all > 0 && all < (uint64_t{1} << 51) && block > 0;
    constexpr uint64_t most = ~uint64_t{0}; // dietlibc and klibc hide UINT64_MAX from C++
    return is_limited && free <= most / block ? free * block : most;
}

static int take_file_system(int result, const struct statfs &from, file_system *to) {
    if (result == 0)
        *to = {static_cast<uint32_t>(from.f_type), is_noexec(from, 0), room_of(from)};
    return result;
}

int sys_file_system(int fd, file_system *found) {
    struct statfs answer;
    return take_file_system(fstatfs(fd, &answer), answer, found);
}

int sys_file_system_at(const char *path, file_system *found) {
    struct statfs answer;
    return take_file_system(statfs(path, &answer), answer, found);
}
#endif

// -- Random bytes --------------------------------------------------------------------------

#if ANONSHM_BARE_CALLS && defined SYS_getrandom
int sys_getrandom(void *buffer, size_t size) {
    constexpr unsigned nonblock = 0x1; // GRND_NONBLOCK
    const long got = syscall(SYS_getrandom, buffer, size, nonblock);
    return got == static_cast<long>(size) ? 0 : -1;
}
#elif ANONSHM_HAVE_GETRANDOM
int sys_getrandom(void *buffer, size_t size) {
    return getrandom(buffer, size, GRND_NONBLOCK) == static_cast<ssize_t>(size) ? 0 : -1;
}
#endif

#if ANONSHM_USE_GETENTROPY
int sys_getentropy(void *buffer, size_t size) {
    return getentropy(buffer, size);
}
#endif

#if ANONSHM_USE_ARC4RANDOM_BUF
int sys_arc4random_buf(void *buffer, size_t size) {
    arc4random_buf(buffer, size);
    return 0;
}
#endif

// -- The process ---------------------------------------------------------------------------

unsigned long sys_user() {
    return static_cast<unsigned long>(geteuid());
}

unsigned sys_thread() {
    return static_cast<unsigned>(reinterpret_cast<uintptr_t>(&errno));
}

// Of a program that runs with more rights than its caller, the caller's environment is none of
// our business. secure_getenv (glibc, musl) and issetugid (BSDs, macOS, illumos) know it from
// the kernel; comparing ids misses file capabilities and ids that were changed since.
#if ANONSHM_HAVE_SECURE_GETENV
const char *sys_environment(const char *variable) {
    return secure_getenv(variable);
}
#elif ANONSHM_HAVE_ISSETUGID
const char *sys_environment(const char *variable) {
    return issetugid() ? nullptr : getenv(variable);
}
#else
const char *sys_environment(const char *variable) {
    const bool trusted = getuid() == geteuid() && getgid() == getegid();
    return trusted ? getenv(variable) : nullptr;
}
#endif

// -- Cancellation --------------------------------------------------------------------------

// A weak reference where it may be in a library of its own (glibc before 2.34, the BSDs): the
// program has loaded that if it has threads, and if not, nothing can be cancelled. Elsewhere it
// is in the C library, and a static program would not get it by a weak reference.
#if defined __linux__ && defined __GLIBC__ && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 34)
static constexpr bool has_cancellation() {
    return true;
}
#elif defined __GLIBC__ || defined __UCLIBC__ || defined __EMSCRIPTEN__ ||                     \
    (defined __ELF__ && !defined __linux__)
# pragma weak pthread_setcancelstate
static bool has_cancellation() {
    return pthread_setcancelstate != nullptr;
}
#elif !defined __ANDROID__ && !defined __wasi__
static constexpr bool has_cancellation() {
    return true;
}
#endif

// Android has no cancellation.
#if defined __ANDROID__ || defined __wasi__ || !__has_include(<pthread.h>)
int sys_disable_cancellation() {
    return 0;
}
void sys_restore_cancellation(int) {}
#else
int sys_disable_cancellation() {
    int before = PTHREAD_CANCEL_ENABLE;
    if (has_cancellation())
        pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}
void sys_restore_cancellation(int state) {
    int before;
    if (has_cancellation())
        pthread_setcancelstate(state, &before);
}
#endif

} // namespace anonshm
