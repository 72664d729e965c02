// SPDX-License-Identifier: MIT
// Objects of a kernel that are not files there: they have no path, and read, write, ftruncate
// and the like have rules of their own.
//
// Each is a real file underneath, so that dup, fork, exec, SCM_RIGHTS and the last close work
// by themselves and every process on the same root sees the same object. A named one is
// /.kernel/<SHA-256 of its key> in the root, a place that the modelled system does not have; an
// anonymous one is a memfd of the host. Nothing is kept in memory: the link of a descriptor
// in /proc/self/fd identifies its object, and the state that an object needs is in its file's
// mode, size and seals.

#ifndef ANONSHM_MODEL_KERNEL_OBJECTS_H
#define ANONSHM_MODEL_KERNEL_OBJECTS_H

#include "model.h"

#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

constexpr char table_path[] = "/.kernel";
constexpr fresh_directory kernel_table = {table_path, 0777};

enum class object_kind { foreign, named, anonymous, memfd };

object_kind kind_of(int fd);

// What an operation does to an object, where that is not what the file does. For a failure it
// sets errno and returns -1.
struct object_rules {
    int (*truncate)(int fd, off_t length) = nullptr;
    void (*describe)(struct stat *st, int seals) = nullptr; // edits what fstat found
    int transfer_error = 0;                                 // of read and write
    int seek_error = 0;                                     // of lseek, pread and pwrite
    // How many of `count` bytes a write at `at` takes.
    ssize_t (*room)(int fd, off_t at, size_t count) = nullptr;
    off_t (*seek)(int fd, off_t offset, int whence) = nullptr;
    void *(*map)(void *address, size_t size, int protection, int flags, int fd,
                 off_t offset) = nullptr;
    int allocate_error = 0; // of posix_fallocate and fallocate
};

// Null: the kind is not special on this system.
const object_rules *rules_of(object_kind kind);

// Reads a name as a kernel does: a bad pointer is EFAULT and no crash.
int copy_in(const char *name, char *to, size_t size);

// The table of named objects. The key may hold any bytes.
int table_open(const char *key, int flags, mode_t mode);
int table_stat(const char *key, struct stat *st);
int table_unlink(const char *key);

// kind: anonymous or memfd. flags: those of the host's memfd_create.
int create_anonymous(object_kind kind, unsigned flags, mode_t mode);

// The same object, once more, in another access mode.
int reopen(int fd, int access);

off_t size_of(int fd);
int seals_of(int fd); // -1: none

#endif
