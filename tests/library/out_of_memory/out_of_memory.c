/* SPDX-License-Identifier: MIT */
/*
 * Reserves more memory than there is. Where the library does not refuse it, the kernel kills a
 * process that has nothing to do with it; so this runs in a virtual machine, started by
 * scripts/support/matrix/guest_init.c, and nowhere else.
 *
 * Prints one line per check. Exit 0: all hold; 1: not; 2: not in a virtual machine.
 */

#define _GNU_SOURCE 1

#include <anonshm/anonshm.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static const unsigned long long MiB = 1ULL << 20;

static int failures;

static void check(const char *where, const char *what, int holds) {
    printf("%s  %-12s %s\n", holds ? "ok    " : "BROKEN", where, what);
    fflush(stdout);
    failures += !holds;
}

static int write_to(const char *path, const char *text) {
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    const ssize_t length = (ssize_t)strlen(text);
    const int written = fd != -1 && write(fd, text, (size_t)length) == length;
    close(fd);
    return written;
}

/* -- A bystander ------------------------------------------------------------------------- */

/* The one that the kernel kills first. */
static pid_t start_bystander(void) {
    const pid_t child = fork();
    if (child != 0)
        return child;
    write_to("/proc/self/oom_score_adj", "1000");
    memset(malloc(8 * MiB), 1, 8 * MiB);
    for (;;)
        pause();
}

static int is_alive(pid_t bystander) {
    return waitpid(bystander, NULL, WNOHANG) == 0;
}

static void end(pid_t bystander) {
    kill(bystander, SIGKILL);
    waitpid(bystander, NULL, 0);
}

/* -- What the kernel says ---------------------------------------------------------------- */

static unsigned long long bytes_of(const char *name) {
    char line[128];
    unsigned long long kilobytes = 0;
    FILE *const file = fopen("/proc/meminfo", "re");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0)
            kilobytes = strtoull(line + strlen(name), NULL, 10);
    if (file)
        fclose(file);
    return kilobytes * 1024;
}

static int is_empty(int fd) {
    struct stat is;
    return fstat(fd, &is) == 0 && is.st_size == 0 && is.st_blocks == 0;
}

static int is_refused(int fd, unsigned long long size) {
    return anonshm_reserve(fd, 0, size) == -1 && errno == ENOMEM;
}

/* -- The machine ------------------------------------------------------------------------- */

static void check_machine(void) {
    const pid_t bystander = start_bystander();
    const int first = anonshm_open(0), second = anonshm_open(0);
    const unsigned long long most = bytes_of("MemAvailable:") / 4 * 3;
    check("machine", "twice the memory is ENOMEM",
          is_refused(first, 2 * bytes_of("MemTotal:")) && is_empty(first));
    check("machine", "three quarters of what is available are there",
          anonshm_reserve(first, 0, most) == 0);
    check("machine", "and again, as nothing is missing", anonshm_reserve(first, 0, most) == 0);
    check("machine", "another three quarters are ENOMEM",
          is_refused(second, most) && is_empty(second));
    close(first);
    check("machine", "and are there once the first ones are gone",
          anonshm_reserve(second, 0, most) == 0);
    close(second);
    check("machine", "nobody was killed", is_alive(bystander));
    end(bystander);
}

/* -- Control groups ---------------------------------------------------------------------- */

/* Two groups, one in the other; the outer one has the limit, which is that of both. */
struct version {
    const char *name;
    const char *type, *options; /* mount(2) */
    const char *root, *outer, *inner;
    const char *limit;
};
static const struct version versions[] = {
    {"version 1", "cgroup", "memory", "/cgroup1", "/cgroup1/a", "/cgroup1/a/b",
     "/cgroup1/a/memory.limit_in_bytes"},
    {"version 2", "cgroup2", NULL, "/cgroup2", "/cgroup2/a", "/cgroup2/a/b",
     "/cgroup2/a/memory.max"},
};

/* In a process of its own. */
static void reserve_in_group(const char *version) {
    const int first = anonshm_open(0), second = anonshm_open(0);
    check(version, "what is within the limit is there",
          anonshm_reserve(first, 0, 40 * MiB) == 0);
    check(version, "what is not is ENOMEM", is_refused(second, 40 * MiB) && is_empty(second));
    close(first);
    check(version, "and is there once the first one is gone",
          anonshm_reserve(second, 0, 40 * MiB) == 0);
}

/* What the library prevents. */
static void exceed_the_limit(void) {
    fallocate(anonshm_open(0), 0, 0, (off_t)(96 * MiB));
}

static int enter(const struct version *of, pid_t process) {
    char procs[64], number[16];
    snprintf(procs, sizeof procs, "%s/cgroup.procs", of->inner);
    snprintf(number, sizeof number, "%d", (int)process);
    return write_to(procs, number);
}

static int status_in_group(const struct version *of, int exceeds) {
    int status = 0;
    const pid_t child = fork();
    if (child == 0) {
        failures = !enter(of, getpid());
        if (exceeds)
            exceed_the_limit();
        else
            reserve_in_group(of->name);
        exit(failures);
    }
    waitpid(child, &status, 0);
    return status;
}

static void check_group(const struct version *of) {
    const pid_t bystander = start_bystander();
    check(of->name, "has a bystander", enter(of, bystander));
    check(of->name, "all of that", status_in_group(of, 0) == 0);
    check(of->name, "nobody was killed", is_alive(bystander));
    const int killed = WIFSIGNALED(status_in_group(of, 1));
    check(of->name, "without the library somebody is", !is_alive(bystander) || killed);
    end(bystander);
}

/* It is that of both before Linux 5.11 only where that is asked for (cgroup-v1/memory.rst). */
static int make_groups(const struct version *of) {
    char hierarchy[64];
    snprintf(hierarchy, sizeof hierarchy, "%s/memory.use_hierarchy", of->outer);
    if (mkdir(of->outer, 0755) == -1)
        return 0;
    if (of->options)
        write_to(hierarchy, "1");
    return mkdir(of->inner, 0755) == 0 && write_to(of->limit, "64M");
}

/* The library looks where systems mount it, so that is where it is moved to. */
static int mount_groups(const struct version *of) {
    char control[64];
    const char *const place = of->options ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup";
    snprintf(control, sizeof control, "%s/cgroup.subtree_control", of->root);
    mkdir(of->root, 0755);
    if (mount(of->type, of->root, of->type, 0, of->options) == -1)
        return 0;
    if (of->options &&
        (mount("tmpfs", "/sys/fs/cgroup", "tmpfs", 0, NULL) == -1 || mkdir(place, 0755) == -1))
        return 0;
    return (of->options || write_to(control, "+memory")) &&
           mount(of->root, place, NULL, MS_BIND, NULL) == 0 && make_groups(of);
}

static void unmount_groups(const struct version *of) {
    rmdir(of->inner);
    rmdir(of->outer);
    umount(of->options ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup");
    umount(of->root);
}

static void check_groups(const struct version *of) {
    if (mount_groups(of))
        check_group(of);
    else
        printf("-       %-12s not in this kernel (%s)\n", of->name, strerror(errno));
    unmount_groups(of);
}

/* A boot has one version; the kernels here that are older are given the older one. */
static int is_older_than_6(void) {
    struct utsname system;
    return uname(&system) == 0 && strtol(system.release, NULL, 10) < 6;
}

int main(void) {
    if (getppid() != 1 || access("/commands", R_OK) == -1) {
        fprintf(stderr, "out_of_memory: not in a virtual machine of scripts/matrix\n");
        return 2;
    }
    check_machine();
    mkdir("/sys", 0755);
    mount("sysfs", "/sys", "sysfs", 0, NULL);
    check_groups(&versions[is_older_than_6() ? 0 : 1]);
    return failures != 0;
}
