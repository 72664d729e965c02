/*
 * Kills a process at every system call that one method makes, and tells what is left.
 *
 *   kill_anywhere METHOD FOLDER...
 *
 * The process is stopped by ptrace(2) at the entry to and the exit from its n-th call, for
 * n = 1, 2, … until it gets to the end, and killed there. After each death the objects in the
 * folders whose names begin with "anonshm" are counted and removed. One line for each stop:
 * its number, the system call's number, and how many were left; then "end".
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

static int sweep(const char *folder) {
    int left = 0;
    DIR *const entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));)
        if (strncmp(entry->d_name, "anonshm", 7) == 0) {
            left++;
            unlinkat(dirfd(entries), entry->d_name, 0);
        }
    if (entries)
        closedir(entries);
    return left;
}

static pid_t start(const char *method) {
    const pid_t child = fork();
    if (child != 0)
        return child;
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    const unsigned flags = strcmp(method, "temporary_file") == 0 ? ANONSHM_ALLOW_DISK : 0;
    _exit(anonshm_open_method(method, flags) == -1);
}

static long call_number(pid_t child) {
    struct __ptrace_syscall_info info;
    if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) <= 0)
        return -1;
    return info.op == PTRACE_SYSCALL_INFO_ENTRY ? (long)info.entry.nr : -1;
}

/* Lets it go on to its n-th stop. Returns whether it got there alive, and in call the last
   system call that was entered. */
static int go_to(pid_t child, int stop, long *call) {
    int status;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    for (int i = 0; i < stop; i++) {
        ptrace(PTRACE_SYSCALL, child, 0, 0);
        if (waitpid(child, &status, 0) != child || WIFEXITED(status) || WIFSIGNALED(status))
            return 0;
        const long entered = call_number(child);
        *call = entered == -1 ? *call : entered;
    }
    return 1;
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: kill_anywhere METHOD FOLDER...\n");
        return 2;
    }
    for (int stop = 1;; stop++) {
        long call = -1;
        const pid_t child = start(argv[1]);
        const int alive = go_to(child, stop, &call);
        if (alive) {
            kill(child, SIGKILL);
            waitpid(child, NULL, 0);
        }
        int left = 0;
        for (int i = 2; i < argc; i++)
            left += sweep(argv[i]);
        if (!alive)
            return printf("end %d\n", left) < 0;
        printf("%d %ld %d\n", stop, call, left);
    }
}
