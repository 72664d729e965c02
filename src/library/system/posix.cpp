// SPDX-License-Identifier: MIT
#include "bare_calls.h"
#include "system.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>
#if defined __linux__
# include <limits.h>
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

#if ANONSHM_HAVE_MKOSTEMP
int sys_mkostemp(char *path, int flags) {
    return mkostemp(path, flags);
}
#endif

int sys_unlink(const char *path) {
    return unlink(path);
}

// -- File systems --------------------------------------------------------------------------

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

} // namespace anonshm
