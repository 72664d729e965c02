// SPDX-License-Identifier: MIT
// A system whose calls succeed or fail as a test specifies, linked in place of
// src/library/system/posix*.cpp.

#ifndef ANONSHM_FAKE_SYSTEM_H
#define ANONSHM_FAKE_SYSTEM_H

#include "../../../src/library/system/object.h"
#include "../../../src/library/system/system.h"

struct msghdr;

namespace fake {

enum class call {
    memfd_syscall,
    memfd_create,
    shm_anon,
    ashmem,
    section,
    open,
    shm_open,
    shm_mkstemp,
    mkostemp,
    last_creating = mkostemp, // the calls after it create nothing
    shm_unlink,
    unlink,
    close,
    resize,
    read,
    fchmod,
    access_mode,
    set_close_on_exec,
    get_seals,
    add_seals,
    file_system,
    file_system_at,
    fstat,
    stat,
    getrandom,
    open_again, // what exists: by a path, or without one
    duplicate,
    limit_to_reading,
    write_anyhow,
    allocate,
    punch,
    populate,
    keep_on_exec,
    dup2,
    sendmsg,
    recvmsg,
    wait_for_room,
    received,
};

constexpr int creating_calls = static_cast<int>(call::last_creating) + 1;

struct logged_call {
    call what;
    char text[96];  // name or path, if it has one
    unsigned flags; // flags, seals, size or number, if it has one
    unsigned mode;  // mode or offset, if it has one; of sendmsg how many descriptors
};

// Back to a system where everything works and nothing has happened, and a library that has
// learned nothing.
void reset();

// Lets a call fail: its n-th and the following ones, counted from 0 after reset(). Only calls
// whose text begins with `where`, if that is given.
constexpr int for_ever = 1 << 20;
void fail(call what, int error, int times = for_ever, int n = 0, const char *where = "");

// Lets calls that create something fail, with the errno that the function returns for the flags
// (0: they work). Null after reset().
extern int (*refusal)(call what, unsigned flags);

// A file of /proc or /sys; there are no others.
struct text {
    const char *path;
    const char *content;
};

// What the calls that query something return.
struct answers {
    int access_mode;
    int seals;
    uint32_t file_system;      // of a descriptor, and of the directories for memory
    uint32_t temporary_system; // of $TMPDIR and /tmp
    bool is_noexec;            // how all of them are mounted
    uint64_t room;             // free in all of them
    uint64_t size_limit;       // RLIMIT_FSIZE
    unsigned mode;             // of a descriptor
    bool is_another;           // what is opened again is another object
    unsigned directory_mode;   // of $XDG_RUNTIME_DIR
    unsigned long directory_owner;
    const char *snap;        // $SNAP_INSTANCE_NAME
    const char *runtime_dir; // $XDG_RUNTIME_DIR
    const char *tmpdir;      // $TMPDIR
    const char *disable;     // $ANONSHM_DISABLE
    unsigned thread;         // which one calls

    // What an object does not let happen that has such a seal; with huge pages the second.
    unsigned enforced_seals = 0x3f;
    unsigned enforced_huge_seals = 0x3f;
    uint64_t size = 0; // of a descriptor, and of what is there of it
    uint64_t allocated = 0;
    unsigned long links = 0;
    bool can_populate = true;
    const text *texts = nullptr;      // the last one has no path
    size_t room_in_socket = SIZE_MAX; // what sendmsg takes at most
};
extern answers answer;

// What recvmsg puts into the message; null after reset(): a stream that has ended.
extern long (*incoming)(msghdr *message);
// A descriptor that the kernel installs meanwhile.
int install();

// What has happened since reset().
extern logged_call log[256];
extern int log_length;
int count(call what);
int objects_open(); // descriptors and handles not yet closed
int names_left();   // names not yet removed
extern int looks;   // at $ANONSHM_DISABLE
int cancellable();  // calls during which a thread could have been cancelled

} // namespace fake

#endif
