// SPDX-License-Identifier: MIT
#include "fake_system.h"

#include "../../../src/library/create/disable.h"
#include "../../../src/library/create/hints.h"
#include "../../../src/library/system/pass.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>

namespace fake {

answers answer;
int looks;
int (*refusal)(call what, unsigned flags);
long (*incoming)(msghdr *message);
logged_call log[256];
int log_length;

namespace {

struct failure {
    call what;
    int error;
    int first;
    int times;
    const char *where;
    int seen;
};

failure failures[32];
int failure_count;
int objects;
int names;
int next_object;
bool may_be_cancelled;
int calls_to_be_cancelled;
unsigned char next_byte;

constexpr answers everything_works = {
    O_RDWR,         0x20,       0x01021994, 0xef53,
    false,          UINT64_MAX, UINT64_MAX, S_IFREG | 0777,
    S_IFDIR | 0700, 1000,       nullptr,    "/run/user/1",
    "/scratch",     nullptr,    1,          SIZE_MAX,
};

// Logs the call; 0, or -1 and errno if it is to fail.
int happen(call what, const char *text = "", unsigned flags = 0, unsigned mode = 0) {
    calls_to_be_cancelled += may_be_cancelled;
    if (log_length < static_cast<int>(sizeof log / sizeof *log)) {
        logged_call &entry = log[log_length++];
        entry.what = what;
        entry.flags = flags;
        entry.mode = mode;
        snprintf(entry.text, sizeof entry.text, "%s", text);
    }
    for (int i = 0; i < failure_count; ++i) {
        failure &f = failures[i];
        if (f.what != what || strncmp(text, f.where, strlen(f.where)) != 0)
            continue;
        const int n = f.seen++;
        if (n >= f.first && n - f.first < f.times) {
            errno = f.error;
            return -1;
        }
    }
    const int error =
        refusal != nullptr && what <= call::last_creating ? refusal(what, flags) : 0;
    if (error != 0)
        errno = error;
    return error == 0 ? 0 : -1;
}

int create(call what, const char *text, unsigned flags, unsigned mode = 0) {
    if (happen(what, text, flags, mode) == -1)
        return -1;
    ++objects;
    return next_object++;
}

int create_named(call what, const char *text, unsigned flags, unsigned mode = 0) {
    const int object = create(what, text, flags, mode);
    if (object != -1)
        ++names;
    return object;
}

int remove_name(call what, const char *text) {
    if (happen(what, text) == -1)
        return -1;
    if (names > 0) {
        --names;
        return 0;
    }
    errno = ENOENT;
    return -1;
}

void fill_in_blanks(char *name) {
    memset(strchr(name, 'X'), 'y', 6);
}

// Differs from call to call, as random bytes do.
void fill(void *buffer, size_t size) {
    for (size_t i = 0; i < size; ++i)
        static_cast<unsigned char *>(buffer)[i] = next_byte++;
}

} // namespace

void reset() {
    answer = everything_works;
    looks = 0;
    refusal = nullptr;
    incoming = nullptr;
    log_length = failure_count = objects = names = calls_to_be_cancelled = 0;
    may_be_cancelled = true;
    next_object = 1000;
    next_byte = 0;
    for (anonshm::hint &each : anonshm::hints) {
        anonshm::store(each.refused, 0);
        anonshm::store(each.age, 0);
    }
    anonshm::store(anonshm::switched_off.by_call, 0);
    anonshm::store(anonshm::switched_off.by_environment, 0);
}

void fail(call what, int error, int times, int n, const char *where) {
    failures[failure_count++] = {what, error, n, times, where, 0};
}

int count(call what) {
    int found = 0;
    for (int i = 0; i < log_length; ++i)
        found += log[i].what == what;
    return found;
}

int objects_open() {
    return objects;
}

int names_left() {
    return names;
}

int cancellable() {
    return calls_to_be_cancelled;
}

int install() {
    ++objects;
    return next_object++;
}

} // namespace fake

namespace anonshm {

using fake::answer;
using fake::call;

int sys_memfd_syscall(const char *name, unsigned flags) {
    return fake::create(call::memfd_syscall, name, flags);
}
int sys_memfd_create(const char *name, unsigned flags) {
    return fake::create(call::memfd_create, name, flags);
}
int sys_shm_anon(unsigned mode) {
    return fake::create(call::shm_anon, "", 0, mode);
}
int sys_shm_open(const char *name, int flags, unsigned mode) {
    return fake::create_named(call::shm_open, name, static_cast<unsigned>(flags), mode);
}
int sys_shm_unlink(const char *name) {
    return fake::remove_name(call::shm_unlink, name);
}
int sys_shm_mkstemp(char *name) {
    const int fd = fake::create_named(call::shm_mkstemp, name, 0);
    if (fd != -1)
        fake::fill_in_blanks(name);
    return fd;
}
int sys_ashmem(const char *name, size_t size) {
    return fake::create(call::ashmem, name, static_cast<unsigned>(size));
}
anonshm_handle sys_section(uint64_t size, bool) {
    return fake::create(call::section, "", static_cast<unsigned>(size));
}
int sys_open(const char *path, int flags, unsigned mode) {
    return fake::create(call::open, path, static_cast<unsigned>(flags), mode);
}
int sys_mkostemp(char *path, int flags) {
    const int fd = fake::create_named(call::mkostemp, path, static_cast<unsigned>(flags));
    if (fd != -1)
        fake::fill_in_blanks(path);
    return fd;
}
int sys_unlink(const char *path) {
    return fake::remove_name(call::unlink, path);
}
int sys_close(anonshm_handle) {
    --fake::objects;
    return fake::happen(call::close);
}
int sys_resize(anonshm_handle, uint64_t size) {
    return fake::happen(call::resize, "", static_cast<unsigned>(size));
}
int sys_read(int, void *buffer, size_t size) {
    fake::fill(buffer, size);
    return fake::happen(call::read) == 0 ? static_cast<int>(size) : -1;
}
int sys_fchmod(int, unsigned mode) {
    return fake::happen(call::fchmod, "", 0, mode);
}
int sys_access_mode(int) {
    return fake::happen(call::access_mode) == 0 ? answer.access_mode : -1;
}
int sys_set_close_on_exec(int) {
    return fake::happen(call::set_close_on_exec);
}
int sys_keep_on_exec(int fd) {
    return fake::happen(call::keep_on_exec, "", static_cast<unsigned>(fd));
}
int sys_dup2(int, int number) {
    return fake::happen(call::dup2, "", static_cast<unsigned>(number)) == 0 ? number : -1;
}
int sys_get_seals(int) {
    return fake::happen(call::get_seals) == 0 ? answer.seals : -1;
}
int sys_add_seals(int, int seals) {
    return fake::happen(call::add_seals, "", static_cast<unsigned>(seals));
}
uint64_t sys_size_limit() {
    return answer.size_limit;
}
int sys_file_system(int, file_system *found) {
    *found = {answer.file_system, answer.is_noexec, answer.room};
    return fake::happen(call::file_system);
}
int sys_file_system_at(const char *path, file_system *found) {
    const bool temporary = strcmp(path, "/tmp") == 0 || strcmp(path, answer.tmpdir) == 0;
    const uint32_t magic = temporary ? answer.temporary_system : answer.file_system;
    *found = {magic, answer.is_noexec, answer.room};
    return fake::happen(call::file_system_at, path);
}
int sys_fstat(int, file_status *status) {
    *status = {answer.mode, 1000};
    return fake::happen(call::fstat);
}
int sys_stat(const char *path, file_status *status) {
    *status = {answer.directory_mode, answer.directory_owner};
    return fake::happen(call::stat, path);
}
int sys_getrandom(void *buffer, size_t size) {
    fake::fill(buffer, size);
    return fake::happen(call::getrandom);
}
unsigned long sys_user() {
    return 1000;
}
const char *sys_environment(const char *variable) {
    if (strcmp(variable, "SNAP_INSTANCE_NAME") == 0)
        return answer.snap;
    if (strcmp(variable, "XDG_RUNTIME_DIR") == 0)
        return answer.runtime_dir;
    if (strcmp(variable, "ANONSHM_DISABLE") == 0) {
        ++fake::looks;
        return answer.disable;
    }
    return strcmp(variable, "TMPDIR") == 0 ? answer.tmpdir : nullptr;
}
unsigned sys_thread() {
    return answer.thread;
}
int sys_disable_cancellation() {
    const bool before = fake::may_be_cancelled;
    fake::may_be_cancelled = false;
    return before;
}
void sys_restore_cancellation(int state) {
    fake::may_be_cancelled = state != 0;
}

long sys_sendmsg(int, const msghdr *message) {
    const size_t size = message->msg_iov->iov_len;
    const size_t fits = size < answer.room_in_socket ? size : answer.room_in_socket;
    const size_t control = message->msg_controllen;
    const size_t count = control > 0 ? (control - CMSG_LEN(0)) / sizeof(int) : 0;
    const int result = fake::happen(call::sendmsg, "", static_cast<unsigned>(fits),
                                    static_cast<unsigned>(count));
    return result == 0 ? static_cast<long>(fits) : -1;
}
long sys_recvmsg(int, msghdr *message) {
    if (fake::happen(call::recvmsg) == -1)
        return -1;
    if (fake::incoming != nullptr)
        return fake::incoming(message);
    message->msg_controllen = 0;
    return 0;
}
int sys_wait_for_room(int) {
    return fake::happen(call::wait_for_room) == 0 ? 1 : -1;
}
int sys_received(int) {
    return fake::happen(call::received);
}

} // namespace anonshm
