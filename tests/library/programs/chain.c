/* SPDX-License-Identifier: MIT */
/*
 * What the chain gives while the system changes: filters of one thread, mounts, sysctls,
 * methods that are switched off.
 *
 *   chain ACTION...      carried out in turn, in one process
 *
 *   here=MASK,ANSWER     from now on memfd_create(2) is refused to this thread, and to those
 * that it starts, if its flags have any of these bits (0: always). ANSWER: the name or the
 * number of an errno; or KILL elsewhere=MASK,ANSWER,N the same for a thread of its own, which
 * then creates N objects flags=N              for what is created from now on open=N creates N
 * objects; prints a line of JSON: how many were what trace                prints what
 * anonshm_open_traced() tried by=METHOD            prints the errno of anonshm_open_method()
 *   disable=METHODS      anonshm_disable(); prints its errno
 *   toggle=N             a thread switches memfd off and on while this one creates N objects
 *   threads=N            8 threads create N objects each
 *   setenv=VALUE         of ANONSHM_DISABLE
 *   sh=COMMAND
 */
#define _GNU_SOURCE
#include <anonshm/anonshm.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

enum { get_seals = 1024 + 10, seal_seal = 0x1, seal_exec = 0x20, tmpfs = 0x01021994 };

static unsigned flags;

static void fail(const char *what) {
    fprintf(stderr, "chain: %s: %s\n", what, strerror(errno));
    exit(errno == EPERM || errno == EINVAL ? 77 : 2);
}

static const struct {
    const char *name;
    int error;
} errors[] = {
    {"0", 0},         {"ENOSYS", ENOSYS}, {"EINVAL", EINVAL},
    {"EPERM", EPERM}, {"EACCES", EACCES}, {"ENOTSUP", ENOTSUP},
};

static const char *name_of(int error) {
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].error == error)
            return errors[i].name;
    return "another";
}

/* -- Filters ---------------------------------------------------------------------------- */

static void install(unsigned mask, const char *answer) {
    const unsigned low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0;
    const unsigned number = (unsigned)atoi(answer);
    unsigned action = number != 0 ? SECCOMP_RET_ERRNO | number : SECCOMP_RET_KILL_PROCESS;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(errors[i].name, answer) == 0)
            action = SECCOMP_RET_ERRNO | (unsigned)errors[i].error;
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_memfd_create, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 (unsigned)offsetof(struct seccomp_data, args) + 8 + low),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, mask, 0, mask == 0 ? 0 : 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof code / sizeof *code, code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == -1)
        fail("no seccomp filter can be installed");
}

/* -- Objects ---------------------------------------------------------------------------- */

struct counts {
    long failed, memfd, sealable, noexec, executable, in_memory;
};

static void count_one(int fd, struct counts *found) {
    char link[64], target[64] = "";
    struct stat status;
    struct statfs place;
    const int seals = fcntl(fd, get_seals);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (readlink(link, target, sizeof target - 1) == -1 || fstat(fd, &status) == -1 ||
        fstatfs(fd, &place) == -1)
        fail("fstat");
    found->memfd += strncmp(target, "/memfd:", 7) == 0;
    found->sealable += seals != -1 && (seals & seal_seal) == 0;
    found->noexec += seals != -1 && (seals & seal_exec) != 0;
    found->executable += (status.st_mode & 0111) != 0;
    found->in_memory += place.f_type == tmpfs;
}

static struct counts open_many(long times) {
    struct counts found = {0, 0, 0, 0, 0, 0};
    for (long i = 0; i < times; i++) {
        const int fd = anonshm_open(flags);
        if (fd == -1)
            found.failed++;
        else
            count_one(fd, &found);
        close(fd);
    }
    return found;
}

static void print(struct counts found) {
    printf("{\"failed\": %ld, \"memfd\": %ld, \"sealable\": %ld, \"noexec\": %ld, "
           "\"executable\": %ld, \"in_memory\": %ld}\n",
           found.failed, found.memfd, found.sealable, found.noexec, found.executable,
           found.in_memory);
}

static void print_trace(void) {
    struct anonshm_attempt attempts[ANONSHM_MAX_ATTEMPTS];
    size_t count = ANONSHM_MAX_ATTEMPTS;
    close(anonshm_open_traced(flags, attempts, &count));
    printf("[");
    for (size_t i = 0; i < count; i++)
        printf("%s[\"%s\", \"%s\"]", i == 0 ? "" : ", ", attempts[i].method,
               name_of(attempts[i].error));
    printf("]\n");
}

/* -- Threads ---------------------------------------------------------------------------- */

struct elsewhere {
    unsigned mask;
    char answer[16];
    long times;
};

static void *open_filtered(void *argument) {
    const struct elsewhere *const it = argument;
    install(it->mask, it->answer);
    for (long i = 0; i < it->times; i++)
        close(anonshm_open(flags));
    return NULL;
}

static void *open_some(void *times) {
    for (long i = 0; i < *(long *)times; i++)
        close(anonshm_open(flags));
    return NULL;
}

static void *toggle(void *stop) {
    while (!__atomic_load_n((int *)stop, __ATOMIC_RELAXED)) {
        anonshm_disable("memfd_syscall,memfd_create");
        anonshm_disable("");
    }
    return NULL;
}

static void start(pthread_t *thread, void *(*run)(void *), void *argument) {
    errno = pthread_create(thread, NULL, run, argument);
    if (errno != 0)
        fail("pthread_create");
}

static void open_while_toggled(long times) {
    int stop = 0;
    pthread_t thread;
    start(&thread, toggle, &stop);
    print(open_many(times));
    __atomic_exchange_n(&stop, 1, __ATOMIC_RELAXED); /* for valgrind no write, as a store is */
    pthread_join(thread, NULL);
}

static void open_in_threads(long times) {
    pthread_t threads[8];
    for (int i = 0; i < 8; i++)
        start(&threads[i], open_some, &times);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], NULL);
}

/* -- Actions ---------------------------------------------------------------------------- */

/* As a child of this process, under its filters. */
static void run_shell(const char *command) {
    int status = 0;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        /* NOLINTNEXTLINE(clang-analyzer-optin.taint.GenericTaint): what it is for */
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    if (child == -1 || waitpid(child, &status, 0) == -1 || status != 0)
        exit(77);
}

static void print_error(int result) {
    printf("\"%s\"\n", name_of(result == -1 ? errno : 0));
}

static void carry_out(const char *action) {
    const char *const value = strchr(action, '=') != NULL ? strchr(action, '=') + 1 : "";
    struct elsewhere it = {0, "", 1};
    pthread_t thread;
    if (sscanf(action, "here=%i,%15s", (int *)&it.mask, it.answer) == 2) {
        install(it.mask, it.answer);
    } else if (sscanf(action, "elsewhere=%i,%15[A-Z],%ld", (int *)&it.mask, it.answer,
                      &it.times) == 3) {
        start(&thread, open_filtered, &it);
        pthread_join(thread, NULL);
    } else if (strncmp(action, "flags=", 6) == 0) {
        flags = (unsigned)strtoul(value, NULL, 0);
    } else if (strncmp(action, "open=", 5) == 0) {
        print(open_many(atol(value)));
    } else if (strcmp(action, "trace") == 0) {
        print_trace();
    } else if (strncmp(action, "by=", 3) == 0) {
        print_error(anonshm_open_method(value, flags));
    } else if (strncmp(action, "disable=", 8) == 0) {
        print_error(anonshm_disable(value));
    } else if (strncmp(action, "toggle=", 7) == 0) {
        open_while_toggled(atol(value));
    } else if (strncmp(action, "threads=", 8) == 0) {
        open_in_threads(atol(value));
    } else if (strncmp(action, "setenv=", 7) == 0) {
        setenv("ANONSHM_DISABLE", value, 1);
    } else if (strncmp(action, "sh=", 3) == 0) {
        run_shell(value);
    } else {
        fprintf(stderr, "chain: not an action: %s\n", action);
        exit(2);
    }
}

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        carry_out(argv[i]);
    return 0;
}
