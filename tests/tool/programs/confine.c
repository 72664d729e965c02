/* SPDX-License-Identifier: MIT */
/*
 * confine RESTRICTION... -- COMMAND...: runs the command with restrictions.
 *
 *   errno=CALL=N            a filter answers N to that system call, given by its number
 *   flag=CALL=ARG=MASK=N    the same where that argument has a bit of the mask
 *   kill=CALL               a filter kills the process that makes it
 *   limit=RESOURCE=N        setrlimit, soft and hard
 *   close=FD  ignore=SIGNAL  user=ID  chroot=DIRECTORY
 *   thread=                 what follows is done by a second thread, which runs the command
 *   beside=                 what follows is done by a second thread; the first runs the command
 */

#define _GNU_SOURCE
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void demand(int done, const char *what) {
    if (!done) {
        perror(what);
        exit(99);
    }
}

static void filter(unsigned call, unsigned argument, unsigned mask, unsigned action) {
    const unsigned low =
        (unsigned)(offsetof(struct seccomp_data, args) + sizeof(__u64) * argument +
                   (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ ? 4 : 0));
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, low),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, mask, 0, mask == 0 ? 0 : 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    demand(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no_new_privs");
    demand(syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0, "seccomp");
}

static void restrict_by(const char *how) {
    unsigned a, b, c, d;
    char path[4096];
    if (sscanf(how, "errno=%u=%u", &a, &b) == 2)
        filter(a, 0, 0, SECCOMP_RET_ERRNO | b);
    else if (sscanf(how, "flag=%u=%u=%u=%u", &a, &b, &c, &d) == 4)
        filter(a, b, c, SECCOMP_RET_ERRNO | d);
    else if (sscanf(how, "kill=%u", &a) == 1)
        filter(a, 0, 0, SECCOMP_RET_KILL_PROCESS);
    else if (sscanf(how, "limit=%u=%u", &a, &b) == 2)
        demand(setrlimit((int)a, &(struct rlimit){b, b}) == 0, "setrlimit");
    else if (sscanf(how, "close=%u", &a) == 1)
        close((int)a);
    else if (sscanf(how, "ignore=%u", &a) == 1)
        signal((int)a, SIG_IGN);
    else if (sscanf(how, "user=%u", &a) == 1)
        demand(setgroups(0, NULL) == 0 && setgid(a) == 0 && setuid(a) == 0, "setuid");
    else if (sscanf(how, "chroot=%4095s", path) == 1)
        demand(chroot(path) == 0 && chdir("/") == 0, "chroot");
    else
        demand(0, how);
}

static int ready[2];

static void *go_on(void *words) {
    char **word = (char **)words;
    const int beside = strcmp(*word++, "beside=") == 0;
    for (; strcmp(*word, "--") != 0; word++)
        restrict_by(*word);
    if (!beside)
        execv(word[1], word + 1);
    demand(beside, "execv");
    demand(write(ready[1], "", 1) == 1, "write");
    pause();
    return NULL;
}

int main(int argc, char **argv) {
    char **word = argv + 1;
    char byte;
    pthread_t thread;
    (void)argc;
    for (; strcmp(*word, "--") != 0; word++) {
        if (strcmp(*word, "thread=") == 0 || strcmp(*word, "beside=") == 0) {
            demand(pipe(ready) == 0, "pipe");
            demand(pthread_create(&thread, NULL, go_on, (void *)word) == 0, "pthread_create");
            demand(read(ready[0], &byte, 1) == 1, "read"); /* for ever, if that one execs */
            close(ready[0]);
            close(ready[1]);
            while (strcmp(*word, "--") != 0)
                word++;
            break;
        }
        restrict_by(*word);
    }
    execv(word[1], word + 1); // NOLINT(clang-analyzer-optin.taint.GenericTaint): its purpose
    demand(0, "execv");
}
