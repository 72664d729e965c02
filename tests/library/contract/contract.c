/* SPDX-License-Identifier: MIT */
/*
 * Every method that serves here, held to the contract of anonshm.h by the system's own calls.
 *
 * Prints one line per check. Exit 0: all were kept; 1: not.
 */

#define _GNU_SOURCE 1

#include <anonshm/anonshm.h>

#include "anonshm_methods.h"
#include "check.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { length = 65536 }; /* whole pages: some systems round, some refuse the rest */

static void refused(const char *method) {
    printf("-       %-16s errno %d: %s\n", method, errno, strerror(errno));
    check(method, "sets errno", errno != 0);
}

/* 0, or one of the answers that the contract has for a system or object that cannot. */
static int is_done_or(int result, const int *answers) {
    for (; result == -1 && *answers != 0; answers++)
        if (*answers == errno)
            return 1;
    return result == 0;
}

/* What a receiver may rely on, and pages: of an object of that length that is not executable.
 */
static void check_promises(const char *method, anonshm_handle object) {
    static const int no_seals[] = {ENOTSUP, EPERM, 0}, no_promise[] = {ENOTSUP, ENOSPC, 0};
    static const int no_holes[] = {ENOTSUP, 0};
    const unsigned access = ANONSHM_READABLE | ANONSHM_WRITABLE;
    const unsigned fixed = ANONSHM_SEAL_SHRINK | ANONSHM_SEAL_GROW;
    check(method, "is what a receiver may map", anonshm_check(object, length, access) == 0);
    check(method, "is no larger",
          anonshm_check(object, length + 1000000, 0) == -1 && errno == EINVAL);
    check(method, "nobody promises its contents",
          anonshm_check(object, 0, ANONSHM_CANNOT_BE_WRITTEN) == -1 && errno == EPERM);
    check(method, "pages are promised, or not",
          is_done_or(anonshm_reserve(object, 0, length), no_promise));
    check(method, "pages are given back, or not",
          is_done_or(anonshm_discard(object, 0, length), no_holes));
    const int sealed = anonshm_seal(object, fixed);
    check(method, "is sealed, or has no seals", is_done_or(sealed, no_seals));
    if (sealed == 0)
        check(method, "cannot shrink", anonshm_check(object, 0, ANONSHM_CANNOT_SHRINK) == 0);
}

#if defined _WIN32

# define WIN32_LEAN_AND_MEAN
# include <windows.h>

static void check_object(const char *method, anonshm_handle section) {
    char *one = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, length);
    char *other = MapViewOfFile(section, FILE_MAP_READ, 0, 0, length);
    check(method, "is mapped", one && other);
    if (one && other) {
        one[length - 1] = 42;
        check(method, "shared with another mapping", other[length - 1] == 42);
    }
    UnmapViewOfFile(one);
    UnmapViewOfFile(other);
    check_promises(method, section);
    check(method, "is fixed, nameless memory",
          anonshm_check(section, 0,
                        ANONSHM_IS_MEMORY | ANONSHM_CANNOT_SHRINK | ANONSHM_HAS_NO_NAME) == 0);
    check(method, "closes", CloseHandle(section));
}

/* Another process is one too. */
static void check_passing(void) {
    const char *const call = "anonshm_duplicate";
    anonshm_handle section = anonshm_create(length, 0), other = NULL;
    HANDLE self = GetCurrentProcess();
    DWORD flags = HANDLE_FLAG_INHERIT;
    check(call, "works", anonshm_duplicate(section, self, &other) == 0 && other != section);
    check(call, "not inherited", GetHandleInformation(other, &flags) && flags == 0);
    char *one = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, length);
    CloseHandle(section);
    char *two = MapViewOfFile(other, FILE_MAP_WRITE, 0, 0, length);
    check(call, "the same memory", one && two && (one[1] = 42) && two[1] == 42);
    UnmapViewOfFile(one);
    UnmapViewOfFile(two);
    check(call, "refuses NULL", anonshm_duplicate(other, self, NULL) == -1 && errno == EINVAL);
    check(call, "refuses no handle",
          anonshm_duplicate(ANONSHM_INVALID_HANDLE, self, &section) == -1 && errno == EBADF);
    CloseHandle(other);
    check(call, "refuses a closed one",
          anonshm_duplicate(other, self, &section) == -1 && errno == EBADF);
}

#elif defined __wasi__

static void check_object(const char *method, int fd) {
    check(method, "nothing can serve here", 0);
    check_promises(method, fd);
}

static void check_passing(void) {
    size_t count = 0;
    char data;
    check("passing", "cannot serve here",
          anonshm_send(0, "", 1, NULL, 0) == -1 && errno == ENOSYS &&
              anonshm_receive(0, &data, 1, NULL, &count) == -1 && errno == ENOSYS &&
              anonshm_inherit(0, 0) == -1 && errno == ENOSYS);
}

#else

# include <dirent.h>
# include <fcntl.h>
# include <stdlib.h>
# include <sys/mman.h>
# include <sys/socket.h>
# include <sys/stat.h>
# include <sys/wait.h>
# include <unistd.h>

/* Emscripten has mappings but no processes. */
static int is_shared_with_child(int fd) {
    volatile char *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (memory == MAP_FAILED)
        return 0;
    int status = 1;
    pid_t child = fork();
    if (child == -1)
        return errno == ENOSYS;
    if (child == 0) {
        memory[length - 1] = 42;
        _exit(0);
    }
    while (waitpid(child, &status, 0) == -1 && errno == EINTR)
        continue;
    int shared = status == 0 && memory[length - 1] == 42;
    munmap((void *)memory, length);
    return shared;
}

static int leads_to(const char *path, const struct stat *object) {
    struct stat is;
    return lstat(path, &is) == 0 && is.st_dev == object->st_dev && is.st_ino == object->st_ino;
}

static int is_in(const char *directory, const struct stat *object) {
    int found = 0;
    DIR *entries = directory ? opendir(directory) : NULL;
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", directory, entry->d_name);
        found |= leads_to(path, object);
    }
    if (entries)
        closedir(entries);
    return found;
}

/*
 * No path leads to it: none in the directories where a method may have made one, and not the
 * one that the kernel shows. The count of links does not tell: gVisor's memfd has 1.
 */
static int has_name(int fd, const struct stat *object) {
    const char *const directories[] = {
        "/dev/shm", "/run/shm", "/tmp", "/var/tmp", getenv("TMPDIR"), getenv("XDG_RUNTIME_DIR"),
    };
    char link[32], shown[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, shown, sizeof shown - 1);
    shown[length < 0 ? 0 : length] = '\0';
    int found = leads_to(shown, object);
    for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
        found |= is_in(directories[i], object);
    return found;
}

static void check_object(const char *method, int fd) {
    struct stat is;
    check(method, "closed on exec", (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    check(method, "read-write", (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
    check(method, "empty", fstat(fd, &is) == 0 && is.st_size == 0);
    check(method, "without a name", !has_name(fd, &is));
    check(method, "not executable", (is.st_mode & 0111) == 0);
    check(method, "takes a size", ftruncate(fd, length) == 0);
    check(method, "shared with a child", is_shared_with_child(fd));
    check_promises(method, fd);
    check(method, "closes", close(fd) == 0);
}

static int are_same(int one, int other) {
    struct stat is, was;
    return fstat(one, &is) == 0 && fstat(other, &was) == 0 && is.st_dev == was.st_dev &&
           is.st_ino == was.st_ino;
}

enum { most = 253 };

/* As many as there may be, on every kind of socket; and what must not be left open. */
static void check_socket(const char *kind, const int ends[2], int fd) {
    int sent[most], got[most], same = 1, closed = 1;
    size_t count = most;
    char data[9] = "";
    for (size_t i = 0; i < most; i++)
        sent[i] = fd;
    for (int i = 0; i < 2; i++) /* what was not sent is not waited for */
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    check(kind, "sends", anonshm_send(ends[0], "with\0nul", 8, sent, most) == 0);
    check(kind, "receives",
          anonshm_receive(ends[1], data, sizeof data, got, &count) == 8 && count == most &&
              memcmp(data, "with\0nul", 8) == 0);
    for (size_t i = 0; i < count; i++) {
        same &= are_same(fd, got[i]);
        closed &= (fcntl(got[i], F_GETFD) & FD_CLOEXEC) != 0;
        close(got[i]);
    }
    check(kind, "the same object", same);
    check(kind, "closed on exec", closed);
    count = 2;
    const int next = dup(fd);
    close(next);
    check(kind, "closes what does not fit",
          anonshm_send(ends[0], "", 1, sent, 3) == 0 &&
              anonshm_receive(ends[1], data, 1, got, &count) == -1 && errno == EMSGSIZE &&
              count == 0 && dup2(fd, next) == next && (got[0] = dup(fd)) == next + 1);
    close(next);
    close(got[0]);
}

static void check_sockets(int fd) {
    static const struct {
        const char *name;
        int type;
    } kinds[] = {
        {"stream", SOCK_STREAM}, {"datagram", SOCK_DGRAM}, {"seqpacket", SOCK_SEQPACKET}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int ends[2];
        if (socketpair(AF_UNIX, kinds[i].type, 0, ends) == -1) {
            refused(kinds[i].name);
            continue;
        }
        check_socket(kinds[i].name, ends, fd);
        close(ends[0]);
        close(ends[1]);
    }
}

static int is_inherited_at(int fd, int number) {
    int status = 1;
    pid_t child = fork();
    if (child == -1)
        return errno == ENOSYS;
    if (child == 0)
        _exit(anonshm_inherit(fd, number) != 0 || !are_same(fd, number) ||
              fcntl(number, F_GETFD) != 0);
    while (waitpid(child, &status, 0) == -1 && errno == EINTR)
        continue;
    return status == 0;
}

static void check_passing(void) {
    const int fd = anonshm_create(length, 0);
    if (fd == -1)
        return;
    check_sockets(fd);
    check("anonshm_inherit", "another number", is_inherited_at(fd, 30));
    check("anonshm_inherit", "its own number", is_inherited_at(fd, fd));
    check("anonshm_inherit", "still closed on exec", (fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
    close(fd);
}

#endif

#if defined _WIN32

/* (HANDLE)-1 stands for the process itself, and event handles are of another kind. */
static void check_no_section(void) {
    uint64_t size;
    const anonshm_handle event = CreateEventW(NULL, FALSE, FALSE, NULL);
    const anonshm_handle none[] = {ANONSHM_INVALID_HANDLE, NULL, event};
    for (int i = 0; i < 3; i++) {
        const int error = i < 2 ? EBADF : EINVAL;
        check("no section", "has no read-only handle",
              anonshm_readonly(none[i]) == ANONSHM_INVALID_HANDLE && errno == error);
        check("no section", "has no size",
              anonshm_size(none[i], &size) == -1 && errno == error);
        check("no section", "is not relied on",
              anonshm_check(none[i], 0, 0) == -1 && errno == error);
        check("no section", "has no pages",
              anonshm_reserve(none[i], 0, 1) == -1 && errno == error);
    }
    CloseHandle(event);
}

static void check_twin(anonshm_handle object, anonshm_handle twin) {
    check_no_section();
    check("read-only twin", "is checked",
          anonshm_check(twin, length, ANONSHM_READABLE) == 0 &&
              anonshm_check(twin, length, ANONSHM_WRITABLE) == -1 && errno == EACCES);
    char *one = MapViewOfFile(object, FILE_MAP_WRITE, 0, 0, length);
    char *other = MapViewOfFile(twin, FILE_MAP_READ, 0, 0, length);
    check("read-only twin", "is mapped", one && other);
    if (one && other) {
        one[length - 1] = 7;
        check("read-only twin", "is of the same object", other[length - 1] == 7);
    }
    UnmapViewOfFile(one);
    UnmapViewOfFile(other);
    check("read-only twin", "is not mapped for writing",
          MapViewOfFile(twin, FILE_MAP_WRITE, 0, 0, length) == NULL);
    HANDLE more = NULL, self = GetCurrentProcess();
    check("read-only twin", "is not duplicated for writing",
          !DuplicateHandle(self, twin, self, &more, FILE_MAP_WRITE, FALSE, 0) &&
              GetLastError() == ERROR_ACCESS_DENIED);
    DWORD flags = 1;
    check("read-only twin", "is not inheritable",
          GetHandleInformation(twin, &flags) && (flags & HANDLE_FLAG_INHERIT) == 0);
    check("read-only twin", "closes", CloseHandle(twin));
}

static void check_resize(anonshm_handle object) {
    check("anonshm_resize", "is ENOTSUP",
          anonshm_resize(object, UINT64_C(2) * length) == -1 && errno == ENOTSUP);
    CloseHandle(object);
}

#elif !defined __wasi__

static void check_twin(int object, int twin) {
    char byte = 7, found = 0;
    struct stat one, other;
    check("read-only twin", "is of the same object",
          pwrite(object, &byte, 1, length - 1) == 1 &&
              pread(twin, &found, 1, length - 1) == 1 && found == 7 &&
              fstat(object, &one) == 0 && fstat(twin, &other) == 0 &&
              one.st_ino == other.st_ino);
    check("read-only twin", "is not written", write(twin, &byte, 1) == -1);
    check("read-only twin", "is not resized", ftruncate(twin, 0) == -1);
    check("read-only twin", "is not mapped for writing",
          mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, twin, 0) == MAP_FAILED);
    check("read-only twin", "closed on exec", (fcntl(twin, F_GETFD) & FD_CLOEXEC) != 0);
    check("read-only twin", "closes", close(twin) == 0);
}

/* macOS sets the size once. */
static void check_resize(int object) {
    const uint64_t twice = UINT64_C(2) * length;
    uint64_t size = 0;
    const int resized = anonshm_resize(object, twice);
    check("anonshm_resize", "sets the size, or it was set before",
          resized == 0 ? anonshm_size(object, &size) == 0 && size == twice : errno == EINVAL);
    close(object);
}

#else

static void check_twin(int object, int twin) {
    (void)object, (void)twin;
}
static void check_resize(int object) {
    (void)object;
}

#endif

/* Everything at once; without the read-only handle where the system has no way to it. */
static void check_with(void) {
    anonshm_handle twin = ANONSHM_INVALID_HANDLE;
    struct anonshm_options options = {0};
    uint64_t size = 0;
    options.size_of_this = sizeof options;
    options.label = "contract";
    options.size = length;
    options.readonly = &twin;
    anonshm_handle object = anonshm_create_with(&options);
    if (object == ANONSHM_INVALID_HANDLE) {
        refused("create_with");
        options.readonly = NULL;
        object = anonshm_create_with(&options);
    }
    if (object == ANONSHM_INVALID_HANDLE)
        return;
    check("create_with", "has its size", anonshm_size(object, &size) == 0 && size == length);
    if (twin != ANONSHM_INVALID_HANDLE)
        check_twin(object, twin);
    check_resize(object);
}

/* Sized, the object can be made where it cannot be empty, too. */
static void check_sized(void) {
    anonshm_handle object = anonshm_create(length, 0);
    if (object == ANONSHM_INVALID_HANDLE)
        refused("anonshm_create");
#if defined _WIN32
    else
        check_object("anonshm_create", object);
#elif !defined __wasi__
    else
        check("anonshm_create", "has its size", lseek(object, 0, SEEK_END) == length);
#endif
}

static void check_method(const char *method, unsigned flags) {
    errno = 0;
    anonshm_handle object = anonshm_open_method(method, flags);
    if (object == ANONSHM_INVALID_HANDLE)
        refused(method);
    else
        check_object(method, object);
}

static void check_chain(void) {
    struct anonshm_attempt attempts[ANONSHM_MAX_ATTEMPTS];
    size_t count = ANONSHM_MAX_ATTEMPTS;
    errno = 0;
    anonshm_handle object = anonshm_open_traced(0, attempts, &count);
    int serves = object != ANONSHM_INVALID_HANDLE;
    check("the chain", "its trace ends as it did",
          count == 0 ? !serves : (attempts[count - 1].error == 0) == serves);
    if (serves)
        check_object("the chain", object);
    else
        refused("the chain");
}

/* The library's own flag: a method that needs a size is refused without one. */
#define ANONSHM_SIZED 0u
#define CHECK_METHOD(name, needs, offers, description) check_method(#name, needs);

int main(void) {
    ANONSHM_METHODS(CHECK_METHOD)
    check_chain();
    check_sized();
    check_with();
    check_passing();
    printf("%s\n", failures ? "The contract is broken." : "The contract is kept.");
    return failures != 0;
}
