// SPDX-License-Identifier: MIT
#include "fake_system.h"

#include "../../../src/library/system/readonly.h"
#include "../../../src/library/system/size.h"

#include "../../../src/library/create/disable.h"
#include "../../../src/library/create/hints.h"
#include "../../../src/library/object/posix/enforcement.h"
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
int opened_again; // the last descriptor of something that existed
int next_object;
bool may_be_cancelled;
int calls_to_be_cancelled;
unsigned char next_byte;

// What has been done to an object, or is to be read from it.
struct object_state {
    unsigned seals;
    bool is_huge;
    uint64_t size;
    const char *unread;
};
object_state states[512];

object_state &state_of(int fd) {
    return states[static_cast<unsigned>(fd) % (sizeof states / sizeof *states)];
}

bool is_sealed(int fd, unsigned seal) {
    const object_state &state = state_of(fd);
    const unsigned enforced =
        state.is_huge ? answer.enforced_huge_seals : answer.enforced_seals;
    return (state.seals & enforced & seal) != 0;
}

int forbid() {
    errno = EPERM;
    return -1;
}

constexpr answers everything_works = {
    O_RDWR,         0x20,  0x01021994,     0xef53, false,   UINT64_MAX,    UINT64_MAX,
    S_IFREG | 0777, false, S_IFDIR | 0700, 1000,   nullptr, "/run/user/1", "/scratch",
    nullptr,        1,
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
    state_of(next_object) = {0, (flags & 0x4) != 0, 0, nullptr}; // MFD_HUGETLB
    return next_object++;
}

int open_again(const char *text, int flags) {
    opened_again = create(call::open_again, text, static_cast<unsigned>(flags));
    return opened_again;
}

bool is_the_kernels(const char *path) {
    return strncmp(path, "/proc/", 6) == 0 || strncmp(path, "/sys/", 5) == 0;
}

int open_text(const char *path) {
    const text *found = answer.texts;
    while (found != nullptr && found->path != nullptr && strcmp(found->path, path) != 0)
        ++found;
    if (found == nullptr || found->path == nullptr) {
        errno = ENOENT;
        return -1;
    }
    const int fd = create(call::open, path, 0);
    if (fd != -1)
        state_of(fd).unread = found->content;
    return fd;
}

// In pieces that are not those that were asked for.
int read_text(int fd, void *buffer, size_t size) {
    const char *&unread = state_of(fd).unread;
    const size_t left = strlen(unread), most = left < 7 ? left : 7;
    const size_t length = most < size ? most : size;
    memcpy(buffer, unread, length);
    unread += length;
    return static_cast<int>(length);
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
    opened_again = -1;
    next_byte = 0;
    for (object_state &each : states)
        each = {};
    for (anonshm::hint &each : anonshm::hints) {
        anonshm::store(each.refused, 0);
        anonshm::store(each.age, 0);
    }
    for (anonshm::seal_answers &each : anonshm::known_seals) {
        anonshm::store(each.enforced, 0);
        anonshm::store(each.not_enforced, 0);
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
    if (!(flags & O_CREAT))
        return fake::open_again(name, flags);
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
    if (fake::is_the_kernels(path) && strstr(path, "/fd/") == nullptr)
        return fake::open_text(path);
    if ((flags & O_ACCMODE) == O_RDONLY && strncmp(path, "/dev/urandom", 12) != 0)
        return fake::open_again(path, flags);
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
int sys_resize(anonshm_handle object, uint64_t size) {
    if (fake::happen(call::resize, "", static_cast<unsigned>(size)) == -1)
        return -1;
    uint64_t &now = fake::state_of(object).size;
    if ((size < now && fake::is_sealed(object, ANONSHM_SEAL_SHRINK)) ||
        (size > now && fake::is_sealed(object, ANONSHM_SEAL_GROW)))
        return fake::forbid();
    now = size;
    return 0;
}
int sys_read(int fd, void *buffer, size_t size) {
    if (fake::state_of(fd).unread != nullptr)
        return fake::happen(call::read) == 0 ? fake::read_text(fd, buffer, size) : -1;
    fake::fill(buffer, size);
    return fake::happen(call::read) == 0 ? static_cast<int>(size) : -1;
}
int sys_fchmod(int fd, unsigned mode) {
    const int result = fake::happen(call::fchmod, "", 0, mode);
    return result == 0 && fake::is_sealed(fd, ANONSHM_SEAL_EXEC) ? fake::forbid() : result;
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
int sys_add_seals(int fd, int seals) {
    if (fake::happen(call::add_seals, "", static_cast<unsigned>(seals)) == -1)
        return -1;
    if (fake::is_sealed(fd, ANONSHM_SEAL_SEAL))
        return fake::forbid();
    fake::state_of(fd).seals |= static_cast<unsigned>(seals);
    return 0;
}
int sys_write_anyhow(int fd, size_t) {
    constexpr unsigned no_writing = ANONSHM_SEAL_WRITE | ANONSHM_SEAL_FUTURE_WRITE;
    const int result = fake::happen(call::write_anyhow);
    return result == 0 && fake::is_sealed(fd, no_writing) ? fake::forbid() : result;
}
int sys_allocate(int, uint64_t offset, uint64_t size) {
    return fake::happen(call::allocate, "", static_cast<unsigned>(size),
                        static_cast<unsigned>(offset));
}
int sys_punch(int, uint64_t offset, uint64_t size) {
    return fake::happen(call::punch, "", static_cast<unsigned>(size),
                        static_cast<unsigned>(offset));
}
bool sys_can_populate() {
    return answer.can_populate;
}
int sys_populate(int, uint64_t offset, uint64_t size) {
    return fake::happen(call::populate, "", static_cast<unsigned>(size),
                        static_cast<unsigned>(offset));
}
int sys_file_system_name(int, char *) {
    errno = ENOSYS;
    return -1;
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
int sys_fstat(int fd, file_status *status) {
    const bool other = answer.is_another && fd == fake::opened_again;
    *status = {answer.mode, 1000,         answer.size, answer.allocated,
               4096,        answer.links, 1,           other ? 2u : 1u};
    return fake::happen(call::fstat);
}
int sys_stat(const char *path, file_status *status) {
    *status = {answer.directory_mode, answer.directory_owner, 1, 3, 0};
    return fake::happen(call::stat, path);
}
int sys_size(anonshm_handle, uint64_t *size) {
    *size = 4096;
    return 0;
}
int sys_open_empty_path(int) {
    return fake::open_again("", O_RDONLY);
}
int sys_duplicate(int) {
    return fake::create(call::duplicate, "", 0);
}
int sys_limit_to_reading(int) {
    return fake::happen(call::limit_to_reading);
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
