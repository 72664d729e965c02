// SPDX-License-Identifier: MIT
// The interface to the operating system: every call that the library makes goes through one
// thin function declared here or in a header beside it. A test links tests/library/fake_system/
// in place of posix*.cpp, so that every method and the whole errno policy are tested on any
// machine. There is a file for what is called together, so that a static program gets no more.
//
// Each does what the call in its comment does, with -1 and errno on failure. Those for calls
// that the platform lacks are not defined: the methods that would need them are not on its
// chain. The facts come from the generated header; one that is unknown is undefined there, and
// so counts as 0 in #if.

#ifndef ANONSHM_SYSTEM_H
#define ANONSHM_SYSTEM_H

#include "../../../probes/toolchain/feature_macros.h"

#include "anonshm_config.h"
#include <anonshm/anonshm.h>

#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>

namespace anonshm {

// A system header that was read before the feature macros would have it otherwise, and what the
// kernel fills would be larger than struct stat.
#if defined __GLIBC__
static_assert(sizeof(off_t) == 8, "feature_macros.h comes before every system header");
#endif

// Objects
int sys_memfd_syscall(const char *name, unsigned flags); // syscall(__NR_memfd_create)
int sys_memfd_create(const char *name, unsigned flags);  // memfd_create
int sys_shm_anon(unsigned mode);                         // shm_open(SHM_ANON, O_RDWR)
int sys_shm_open(const char *name, int flags, unsigned mode);
int sys_shm_unlink(const char *name);
int sys_shm_mkstemp(char *name);
int sys_ashmem(const char *name, size_t size);              // ASharedMemory_create
anonshm_handle sys_section(uint64_t size, bool executable); // CreateFileMapping

// Files
int sys_open(const char *path, int flags, unsigned mode);
int sys_mkostemp(char *path, int flags);
int sys_unlink(const char *path);

// Descriptors and handles
int sys_close(anonshm_handle object);
int sys_resize(anonshm_handle object, uint64_t size); // ftruncate
uint64_t sys_size_limit();                            // of off_t, and RLIMIT_FSIZE
int sys_read(int fd, void *buffer, size_t size);
int sys_fchmod(int fd, unsigned mode);
int sys_access_mode(int fd);       // F_GETFL, O_ACCMODE and O_PATH
int sys_set_close_on_exec(int fd); // F_SETFD
int sys_keep_on_exec(int fd);      // F_SETFD
int sys_dup2(int fd, int number);
int sys_get_seals(int fd);            // F_GET_SEALS
int sys_add_seals(int fd, int seals); // F_ADD_SEALS

struct file_status {
    unsigned mode;
    unsigned long owner;
    uint64_t size = 0;
    uint64_t allocated = 0; // bytes that are there
    uint64_t block = 0;     // st_blksize; of hugetlbfs its page
    unsigned long links = 0;
    uint64_t device = 0;
    uint64_t number = 0; // st_ino
};
int sys_fstat(int fd, file_status *status);
int sys_stat(const char *path, file_status *status);

// Linux
struct file_system {
    uint32_t magic; // f_type
    bool is_noexec; // ST_NOEXEC in f_flags
    uint64_t room;  // free bytes, for users without privileges; UINT64_MAX: no limit is known
};
int sys_file_system(int fd, file_system *found);              // fstatfs
int sys_file_system_at(const char *path, file_system *found); // statfs

// Random bytes: 0, or -1 and errno. None of them waits for entropy: Linux's getentropy does,
// and so it is left out; glibc's arc4random_buf would bind the binary to glibc 2.36.
#if ANONSHM_HAVE_GETENTROPY && !defined __linux__
# define ANONSHM_USE_GETENTROPY 1
#endif
#if ANONSHM_HAVE_ARC4RANDOM_BUF && !defined __GLIBC__
# define ANONSHM_USE_ARC4RANDOM_BUF 1
#endif
int sys_getrandom(void *buffer, size_t size);
int sys_getentropy(void *buffer, size_t size);
int sys_arc4random_buf(void *buffer, size_t size);

// The process
unsigned long sys_user();                          // geteuid
unsigned sys_thread();                             // tells threads apart: where errno is
const char *sys_environment(const char *variable); // secure_getenv

// pthread_setcancelstate; nothing where there are no threads. No system call.
int sys_disable_cancellation();
void sys_restore_cancellation(int state); // what sys_disable_cancellation() has returned

} // namespace anonshm

#endif
