#include "system.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#if defined __linux__
# include <sys/syscall.h>
# include <sys/vfs.h>
#endif
#if __has_include(<sys/random.h>)
# include <sys/random.h> // getrandom, and macOS's getentropy; OpenBSD's is in unistd.h
#endif
#if ANONSHM_HAVE_ASHAREDMEMORY_CREATE
# include <android/sharedmem.h>
#endif

namespace anonshm {

// -- Objects -------------------------------------------------------------------------------

#if defined ANONSHM_NR_MEMFD_CREATE && ANONSHM_HAVE_SYSCALL
int sys_memfd_syscall(const char *name, unsigned flags) {
    return static_cast<int>(syscall(ANONSHM_NR_MEMFD_CREATE, name, flags));
}
#endif

#if ANONSHM_HAVE_MEMFD_CREATE
int sys_memfd_create(const char *name, unsigned flags) {
    return memfd_create(name, flags);
}
#endif

#if ANONSHM_HAVE_SHM_ANON
int sys_shm_anon(unsigned mode) {
    return shm_open(SHM_ANON, O_RDWR, static_cast<mode_t>(mode));
}
#endif

// macOS declares it variadic, and so does this call: the mode is passed as mode_t promotes.
#if ANONSHM_HAVE_SHM_OPEN
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

int sys_resize(anonshm_handle object, size_t size) {
    const off_t length = static_cast<off_t>(size);
    if (length < 0 || static_cast<size_t>(length) != size) {
        errno = EFBIG;
        return -1;
    }
    return ftruncate(object, length);
}

int sys_read(int fd, void *buffer, size_t size) {
    return static_cast<int>(read(fd, buffer, size));
}

int sys_fchmod(int fd, unsigned mode) {
    return fchmod(fd, static_cast<mode_t>(mode));
}

int sys_access_mode(int fd) {
    const int flags = fcntl(fd, F_GETFL);
    return flags == -1 ? -1 : flags & O_ACCMODE; // Hurd: O_RDONLY is 1, O_RDWR 3
}

int sys_set_close_on_exec(int fd) {
    return fcntl(fd, F_SETFD, FD_CLOEXEC);
}

#if defined F_GET_SEALS
int sys_get_seals(int fd) {
    return fcntl(fd, F_GET_SEALS);
}
int sys_add_seals(int fd, int seals) {
    return fcntl(fd, F_ADD_SEALS, seals);
}
#else // Linux's numbers, which C libraries had not before glibc 2.27; elsewhere EINVAL
int sys_get_seals(int fd) {
    return fcntl(fd, 1024 + 10);
}
int sys_add_seals(int fd, int seals) {
    return fcntl(fd, 1024 + 9, seals);
}
#endif

#if defined __linux__
int sys_file_system_type(int fd, uint32_t *magic) {
    struct statfs found;
    const int result = fstatfs(fd, &found);
    if (result == 0)
        *magic = static_cast<uint32_t>(found.f_type);
    return result;
}
#endif

static int take_status(int result, const struct stat &from, file_status *to) {
    if (result == 0)
        *to = {static_cast<unsigned>(from.st_mode), static_cast<unsigned long>(from.st_uid)};
    return result;
}

int sys_fstat(int fd, file_status *status) {
    struct stat found;
    return take_status(fstat(fd, &found), found, status);
}

int sys_stat(const char *path, file_status *status) {
    struct stat found;
    return take_status(stat(path, &found), found, status);
}

// -- Random bytes --------------------------------------------------------------------------

#if ANONSHM_HAVE_GETRANDOM
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

} // namespace anonshm
