/* SPDX-License-Identifier: MIT */
/*
 * Kills a process at every system call that one method makes, and prints what is left.
 *
 *   kill_anywhere METHOD FLAGS DIRECTORY...
 *
 * The process is stopped by ptrace(2) at the entry to and the exit from its n-th call, for
 * n = 1, 2, … until it gets to the end, and killed there. After each death the objects in the
 * directories whose names begin with "anonshm" are counted and removed. One line for each stop:
 * "entry" or "exit", the system call's number, and how many were left; then "end".
 */
#define _GNU_SOURCE
#include <anonshm/anonshm.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static int sweep(const char *directory) {
    int left = 0;
    DIR *const entries = opendir(directory);
    for (struct dirent *entry; entries && (entry = readdir(entries));)
        if (strncmp(entry->d_name, "anonshm", 7) == 0) {
            left++;
            unlinkat(dirfd(entries), entry->d_name, 0);
        }
    if (entries)
        closedir(entries);
    return left;
}

static pid_t start(const char *method, unsigned flags) {
    const pid_t child = fork();
    if (child != 0)
        return child;
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    _exit(anonshm_open_method(method, flags) == -1);
}

struct stop {
    const char *side; /* "entry" or "exit" */
    long call;        /* an exit does not report its call: it is that of the entry before */
};

static void look(pid_t child, struct stop *stop) {
    struct __ptrace_syscall_info info = {0};
    ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info);
    stop->side = info.op == PTRACE_SYSCALL_INFO_ENTRY ? "entry" : "exit";
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
        stop->call = (long)info.entry.nr;
}

/* Lets it go on to its n-th stop. Returns whether it got there alive, and where that is. */
static int go_to(pid_t child, int n, struct stop *stop) {
    int status;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    for (int i = 0; i < n; i++) {
        ptrace(PTRACE_SYSCALL, child, 0, 0);
        if (waitpid(child, &status, 0) != child || WIFEXITED(status) || WIFSIGNALED(status))
            return 0;
        look(child, stop);
    }
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: kill_anywhere METHOD FLAGS DIRECTORY...\n");
        return 2;
    }
    const unsigned flags = (unsigned)strtoul(argv[2], NULL, 0);
    for (int n = 1;; n++) {
        struct stop stop = {"none", -1};
        const pid_t child = start(argv[1], flags);
        const int alive = go_to(child, n, &stop);
        if (alive) {
            kill(child, SIGKILL);
            waitpid(child, NULL, 0);
        }
        int left = 0;
        for (int i = 3; i < argc; i++)
            left += sweep(argv[i]);
        if (!alive)
            return printf("end %d\n", left) < 0;
        printf("%s %ld %d\n", stop.side, stop.call, left);
    }
}
