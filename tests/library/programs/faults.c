/* SPDX-License-Identifier: MIT */
/*
 * Makes the system misbehave, then creates objects and prints what became of them.
 *
 *   faults ACTION...        carried out in turn, in one process
 *
 *   CALL=ERRNO              from now on this system call fails so (a seccomp filter)
 *   CALL:ARG&MASK=ERRNO     only if that argument (0 to 5) has any of these bits
 *   CALL=OK                 from now on it does nothing, and returns 0
 *   CALL=KILL               from now on it kills (SIGSYS), as the app filter of Android does
 *   nofile=N  fsize=N       resource limits, of fsize with SIGXFSZ ignored
 *   xfsz=N                  the limit fsize, with SIGXFSZ as it is
 *   umask=N
 *   landlock=0              from now on nothing may be removed from a directory
 *   signals=MICROSECONDS    a timer interrupts whatever takes long, without SA_RESTART
 *   flags=N                 for what is created from now on
 *   create                  anonshm_open_traced(): one line of JSON, exit 1 if nothing serves
 *   open=N                  shm_open_anon() N times: one line of JSON about the failures
 *   size=N                  anonshm_create(N), and every page of it is written
 *   seals=N  page_size=N    for what is created by with=N from now on
 *   with=N                  anonshm_create_with() of that size, with a read-only descriptor
 *   readonly=N              anonshm_readonly() of such an object
 *   resize=N                anonshm_resize() of such an object, which has 4096 bytes
 *   object=N                anonshm_create(N), for the actions that follow
 *   file=PATH               the same with a file, made if it is not there
 *   sealed=SEALS            the same, sealed by the kernel's own call
 *   seal=N                  anonshm_seal(): a line of JSON about this one and the others
 *   check=N                 anonshm_check() with these requirements
 *   reserve=N               anonshm_reserve(), from 0 to N
 *   discard=N               anonshm_discard(), likewise
 *   mirror=N                anonshm_map_mirrored() of N copies of a page (2 MiB with HUGE)
 *   pass=N                  an object and N bytes to another process: one line of JSON about
 *                           both ends
 *
 * Where the filter is installed by a process without rights it cannot gain any afterwards
 * (PR_SET_NO_NEW_PRIVS), so this program has to be set-user-id already if it is to be.
 */
#define _GNU_SOURCE
#include <anonshm/anonshm.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#if __has_include(<linux/landlock.h>)
# include <linux/landlock.h>
#endif
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define LENGTH(array) (sizeof(array) / sizeof(array)[0])

static void usage(const char *what) {
    fprintf(stderr, "faults: not an action: %s\n", what);
    exit(2);
}

/* -- Filters ---------------------------------------------------------------------------- */

static const struct {
    const char *name;
    int number;
} calls[] = {
    {"memfd_create", SYS_memfd_create},
    {"openat", SYS_openat},
    {"getrandom", SYS_getrandom},
    {"unlinkat", SYS_unlinkat},
    {"fstatfs", SYS_fstatfs},
    {"statfs", SYS_statfs},
    {"fchmod", SYS_fchmod},
    {"fcntl", SYS_fcntl},
    {"fallocate", SYS_fallocate},
    {"madvise", SYS_madvise},
    {"ftruncate", SYS_ftruncate},
    {"msync", SYS_msync},
#if defined SYS_mmap /* not on 32-bit ones, where it takes a unit */
    {"mmap", SYS_mmap},
#endif
    {"sendmsg", SYS_sendmsg},
    {"recvmsg", SYS_recvmsg},
#if defined SYS_poll /* not on the newer architectures */
    {"poll", SYS_poll},
#endif
    {"ppoll", SYS_ppoll},
#if defined SYS_unlink /* not on the newer architectures */
    {"unlink", SYS_unlink},
#endif
};

static const struct {
    const char *name;
    unsigned action;
} answers[] = {
#define ANSWER(error) {#error, SECCOMP_RET_ERRNO | (error)}
    ANSWER(EACCES),
    ANSWER(EINVAL),
    ANSWER(EISDIR),
    ANSWER(EMFILE),
    ANSWER(ENFILE),
    ANSWER(ENOMEM),
    ANSWER(ENOSYS),
    ANSWER(EOPNOTSUPP),
    ANSWER(EPERM),
    ANSWER(ENOSPC),
    {"OK", SECCOMP_RET_ERRNO},
    {"KILL", SECCOMP_RET_KILL_PROCESS},
};

static int number_of(const char *name, size_t length) {
    for (size_t i = 0; i < LENGTH(calls); i++)
        if (strlen(calls[i].name) == length && strncmp(calls[i].name, name, length) == 0)
            return calls[i].number;
    return -1;
}

static unsigned action_of(const char *name) {
    for (size_t i = 0; i < LENGTH(answers); i++)
        if (strcmp(answers[i].name, name) == 0)
            return answers[i].action;
    usage(name);
    return 0;
}

/* What the filter does not name is allowed, so filters of several actions add up. */
static void install(int number, unsigned argument, unsigned mask, unsigned action) {
    const unsigned low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 (unsigned)offsetof(struct seccomp_data, args) + 8 * argument + low),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, mask, 0, mask == 0 ? 0 : 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {LENGTH(code), code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == -1) {
        perror("faults: no seccomp filter can be installed");
        exit(77);
    }
}

static int filter(const char *action) {
    const char *const equals = strchr(action, '=');
    const size_t name = strcspn(action, ":=");
    const int number = number_of(action, name);
    unsigned argument = 0, mask = 0;
    if (number == -1 || equals == NULL)
        return 0;
    if (action[name] == ':' && sscanf(action + name, ":%u&%i", &argument, (int *)&mask) != 2)
        usage(action);
    install(number, argument, mask, action_of(equals + 1));
    return 1;
}

/* -- Objects ---------------------------------------------------------------------------- */

static unsigned flags;
static struct anonshm_options options = {.size_of_this = sizeof options};

/* The same names as strerrorname_np(3) has, which is not in every C library. */
static const char *name_of(int error) {
    static const struct {
        int error;
        const char *name;
    } names[] = {
#define NAME(error) {error, #error}
        {0, ""},        NAME(EACCES),     NAME(EAGAIN),  NAME(EBADF),  NAME(EEXIST),
        NAME(EFBIG),    NAME(EDQUOT),     NAME(EINTR),   NAME(EINVAL), NAME(EISDIR),
        NAME(EMFILE),   NAME(ENFILE),     NAME(ENODEV),  NAME(ENOENT), NAME(ENOMEM),
        NAME(ENOSPC),   NAME(ENOSYS),     NAME(ENOTDIR), NAME(ENXIO),  NAME(EPERM),
        NAME(EROFS),    NAME(ENOTSUP),    NAME(EIO),     NAME(ELOOP),  NAME(EBUSY),
        NAME(EMSGSIZE), NAME(ECONNRESET), NAME(EPIPE),
    };
    for (size_t i = 0; i < LENGTH(names); i++)
        if (names[i].error == error)
            return names[i].name;
    return "?";
}

/* The descriptor as the kernel describes it, not as the library does. */
static void describe(int fd) {
    struct stat status;
    struct statfs place;
    char link[32], path[256] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (readlink(link, path, sizeof path - 1) == -1)
        path[0] = '\0';
    if (fstat(fd, &status) == -1 || fstatfs(fd, &place) == -1) {
        perror("faults: fstat");
        exit(2);
    }
    printf(", \"file_system\": \"%#lx\", \"links\": %lu, \"mode\": %u, \"size\": %lld, "
           "\"cloexec\": %s, \"path\": \"%s\"",
           (unsigned long)place.f_type, (unsigned long)status.st_nlink,
           (unsigned)status.st_mode & 0777, (long long)status.st_size,
           fcntl(fd, F_GETFD) & FD_CLOEXEC ? "true" : "false", path);
}

static void create(void) {
    struct anonshm_attempt attempts[ANONSHM_MAX_ATTEMPTS];
    size_t count = ANONSHM_MAX_ATTEMPTS;
    const int fd = anonshm_open_traced(flags, attempts, &count);
    const int error = errno;
    printf("{\"trace\": [");
    for (size_t i = 0; i < count; i++)
        printf("%s[\"%s\", \"%s\"]", i == 0 ? "" : ", ", attempts[i].method,
               name_of(attempts[i].error));
    printf("], \"error\": \"%s\"", name_of(fd == -1 ? error : 0));
    if (fd != -1)
        describe(fd);
    printf("}\n");
    if (fd == -1) {
        fflush(stdout);
        _exit(1);
    }
    close(fd);
}

static void open_many(long times) {
    long failed = 0;
    int error = 0;
    for (long i = 0; i < times; i++) {
        const int fd = shm_open_anon();
        if (fd == -1) {
            failed++;
            error = errno;
        } else {
            close(fd);
        }
    }
    printf("{\"opened\": %ld, \"failed\": %ld, \"error\": \"%s\"}\n", times - failed, failed,
           name_of(error));
}

/* The read-only descriptor of an object, likewise. */
static void describe_twin(int fd, int twin) {
    struct stat object, status;
    if (fstat(fd, &object) == -1 || fstat(twin, &status) == -1) {
        perror("faults: fstat");
        exit(2);
    }
    printf(", \"twin\": {\"same\": %s, \"read_only\": %s, \"mode\": %u, \"cloexec\": %s}",
           object.st_dev == status.st_dev && object.st_ino == status.st_ino ? "true" : "false",
           (fcntl(twin, F_GETFL) & O_ACCMODE) == O_RDONLY ? "true" : "false",
           (unsigned)status.st_mode & 0777,
           fcntl(twin, F_GETFD) & FD_CLOEXEC ? "true" : "false");
}

/* How many of the first 1024 descriptors are open, by a call that no filter here refuses. */
static int descriptors(void) {
    int open = 0;
    for (int fd = 0; fd < 1024; fd++)
        open += lseek(fd, 0, SEEK_CUR) != -1 || errno != EBADF;
    return open;
}

static void create_with(long long size) {
    int twin = -1;
    const int before = descriptors();
    options.flags = flags;
    options.size = (uint64_t)size;
    options.readonly = &twin;
    const int fd = anonshm_create_with(&options);
    const int error = errno;
    printf("{\"error\": \"%s\", \"descriptors\": %d", name_of(fd == -1 ? error : 0),
           descriptors() - before);
    if (fd != -1) {
        describe(fd);
        describe_twin(fd, twin);
    }
    printf("}\n");
}

static void make_readonly(long long size) {
    const int fd = anonshm_create((size_t)size, flags);
    const int twin = anonshm_readonly(fd);
    printf("{\"error\": \"%s\"", name_of(twin == -1 ? errno : 0));
    if (twin != -1)
        describe_twin(fd, twin);
    printf("}\n");
}

static void resize(long long size) {
    const int fd = anonshm_create(4096, flags);
    const int result = anonshm_resize(fd, (uint64_t)size);
    printf("{\"error\": \"%s\"", name_of(result == -1 ? errno : 0));
    describe(fd);
    printf("}\n");
}

/* Where the promise was false this is SIGBUS. */
static void fill(int fd, size_t size) {
    fflush(stdout);
    char *const memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    for (size_t at = 0; memory != MAP_FAILED && at < size && size <= 1 << 24; at += 4096)
        memory[at] = 1;
}

static void create_sized(long long size) {
    const int fd = anonshm_create((size_t)size, flags);
    printf("{\"error\": \"%s\"", name_of(fd == -1 ? errno : 0));
    if (fd != -1) {
        describe(fd);
        fill(fd, (size_t)size);
    }
    printf("}\n");
}

/* -- What is done with an object --------------------------------------------------------- */

static int object = -1;

static void report(const char *call, int result) {
    const char *const error = name_of(result == 0 ? 0 : errno);
    struct stat status;
    if (fstat(object, &status) == -1) {
        perror("faults: no object");
        exit(2);
    }
    printf("{\"call\": \"%s\", \"error\": \"%s\", \"size\": %lld, \"allocated\": %lld, "
           "\"seals\": %d}\n",
           call, error, (long long)status.st_size, (long long)status.st_blocks * 512,
           fcntl(object, 1034, 0)); /* F_GET_SEALS; the filters see the third argument */
}

static int sealed(int seals) {
    const int fd = anonshm_create(4096, flags);
    if (fcntl(fd, 1033, seals) == -1) { /* F_ADD_SEALS */
        perror("faults: no seals");
        exit(77);
    }
    return fd;
}

static int do_with_object(const char *call, unsigned long long value) {
    if (strcmp(call, "object") == 0)
        object = anonshm_create((size_t)value, flags);
    else if (strcmp(call, "sealed") == 0)
        object = sealed((int)value);
    else if (strcmp(call, "seal") == 0)
        report(call, anonshm_seal(object, (unsigned)value));
    else if (strcmp(call, "check") == 0)
        report(call, anonshm_check(object, 1, (unsigned)value));
    else if (strcmp(call, "reserve") == 0)
        report(call, anonshm_reserve(object, 0, value));
    else if (strcmp(call, "discard") == 0)
        report(call, anonshm_discard(object, 0, value));
    else
        return 0;
    return 1;
}

/* The pages that are mapped (proc_pid_statm(5)), without mapping any. */
static long pages_mapped(void) {
    char text[128] = "";
    const int fd = open("/proc/self/statm", O_RDONLY);
    const ssize_t size = read(fd, text, sizeof text - 1);
    close(fd);
    return size > 0 ? strtol(text, NULL, 10) : -1;
}

static void mirror(unsigned copies) {
    const size_t size = flags & ANONSHM_HUGE ? 2 << 20 : (size_t)getpagesize();
    const int fd = anonshm_create(size, flags);
    const long before = pages_mapped();
    errno = 0;
    void *const mapped = anonshm_map_mirrored(fd, size, copies, ANONSHM_READ | ANONSHM_WRITE);
    const int error = errno;
    const long more = pages_mapped() - before;
    printf("{\"mapped\": %s, \"error\": \"%s\", \"pages\": %ld}\n", mapped ? "true" : "false",
           name_of(error), more);
    close(fd);
}

/* -- Passing ---------------------------------------------------------------------------- */

/* Through a small socket that does not block. Its exit status is errno. */
static void send_object(int socket, size_t size) {
    const int fd = anonshm_create(1, 0), room = 8192;
    char *const data = size <= 1 << 24 ? calloc(size, 1) : NULL;
    if (fd == -1 || data == NULL || fcntl(socket, F_SETFL, O_NONBLOCK) == -1 ||
        setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &room, sizeof room) == -1)
        _exit(255);
    _exit(anonshm_send(socket, data, size, &fd, 1) == -1 ? errno : 0);
}

/* Whether it failed. */
static int receive_all(int socket, long long *bytes, size_t *objects) {
    char data[10000];
    ssize_t got;
    do {
        int fd;
        size_t count = 1;
        got = anonshm_receive(socket, data, sizeof data, &fd, &count);
        *bytes += got > 0 ? got : 0;
        *objects += count;
        if (count == 1)
            close(fd);
    } while (got > 0);
    return got == -1;
}

static void pass(size_t size) {
    int ends[2], status = 0;
    long long bytes = 0;
    size_t objects = 0;
    const int before = descriptors();
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1)
        usage("pass: no sockets");
    const pid_t sender = fork();
    if (sender == 0) {
        close(ends[1]);
        send_object(ends[0], size);
    }
    close(ends[0]);
    const int error = receive_all(ends[1], &bytes, &objects) ? errno : 0;
    close(ends[1]);
    while (waitpid(sender, &status, 0) == -1 && errno == EINTR)
        continue;
    printf("{\"sent\": \"%s\", \"received\": \"%s\", \"bytes\": %lld, \"objects\": %zu, "
           "\"left\": %d}\n",
           WIFEXITED(status) ? name_of(WEXITSTATUS(status)) : "killed", name_of(error), bytes,
           objects, descriptors() - before);
}

/* -- Limits and signals ----------------------------------------------------------------- */

static void limit(int resource, long long most) {
    const struct rlimit both = {(rlim_t)most, (rlim_t)most};
    if (setrlimit(resource, &both) == -1) {
        perror("faults: setrlimit");
        exit(2);
    }
}

/* Landlock (Linux 5.13): files may be made everywhere, and removed nowhere. */
static void forbid_removal(void) {
#if defined LANDLOCK_ACCESS_FS_REMOVE_FILE
    const struct landlock_ruleset_attr handled = {.handled_access_fs =
                                                      LANDLOCK_ACCESS_FS_REMOVE_FILE};
    const int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (rules != -1 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
        syscall(SYS_landlock_restrict_self, rules, 0) == 0) {
        close(rules);
        return;
    }
#endif
    fprintf(stderr, "faults: no Landlock\n");
    exit(77);
}

static void nothing(int signal) {
    (void)signal;
}

static void interrupt_every(long microseconds) {
    const struct sigaction action = {.sa_handler = nothing}; /* no SA_RESTART */
    const struct itimerval every = {{0, microseconds}, {0, microseconds}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
}

static void carry_out(const char *action) {
    char word[32];
    long long value;
    if (strcmp(action, "create") == 0) {
        create();
    } else if (strncmp(action, "file=", 5) == 0) {
        object = open(action + 5, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    } else if (filter(action)) {
        return;
    } else if (sscanf(action, "%31[a-z_]=%lli", word, &value) != 2) {
        usage(action);
    } else if (strcmp(word, "nofile") == 0) {
        limit(RLIMIT_NOFILE, value);
    } else if (strcmp(word, "fsize") == 0) {
        signal(SIGXFSZ, SIG_IGN);
        limit(RLIMIT_FSIZE, value);
    } else if (strcmp(word, "xfsz") == 0) {
        limit(RLIMIT_FSIZE, value);
    } else if (strcmp(word, "umask") == 0) {
        umask((mode_t)value);
    } else if (strcmp(word, "landlock") == 0) {
        forbid_removal();
    } else if (strcmp(word, "signals") == 0) {
        interrupt_every((long)value);
    } else if (strcmp(word, "flags") == 0) {
        flags = (unsigned)value;
    } else if (strcmp(word, "open") == 0) {
        open_many((long)value);
    } else if (strcmp(word, "with") == 0) {
        create_with(value);
    } else if (strcmp(word, "readonly") == 0) {
        make_readonly(value);
    } else if (strcmp(word, "resize") == 0) {
        resize(value);
    } else if (strcmp(word, "seals") == 0) {
        options.seals = (unsigned)value;
    } else if (strcmp(word, "page_size") == 0) {
        options.page_size = (uint64_t)value;
    } else if (strcmp(word, "size") == 0) {
        create_sized(value);
    } else if (strcmp(word, "mirror") == 0) {
        mirror((unsigned)value);
    } else if (strcmp(word, "pass") == 0) {
        pass((size_t)value);
    } else if (!do_with_object(word, (unsigned long long)value)) {
        usage(action);
    }
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        carry_out(argv[i]);
    return 0;
}
