/* SPDX-License-Identifier: MIT */
/*
 * The first process of a virtual machine: makes a system of it, runs the commands in /commands,
 * a line each, and switches it off. The output of a command is between two lines that name it.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void make_system(void) {
    static const struct {
        const char *type, *directory;
    } mounts[] = {
        {"devtmpfs", "/dev"},
        {"proc", "/proc"},
        {"tmpfs", "/dev/shm"},
        {"tmpfs", "/tmp"},
    };
    for (size_t i = 0; i < sizeof mounts / sizeof mounts[0]; i++) {
        mkdir(mounts[i].directory, 0755);
        if (mount(mounts[i].type, mounts[i].directory, mounts[i].type, 0, NULL) == -1)
            perror(mounts[i].directory);
    }
    int console = open("/dev/console", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
        dup2(console, fd);
}

static int run(char *line) {
    char *words[16] = {NULL};
    int count = 0;
    for (char *word = strtok(line, " "); word && count < 15; word = strtok(NULL, " "))
        words[count++] = word;
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        execv(words[0], words);
        _exit(127);
    }
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(void) {
    make_system();
    FILE *commands = fopen("/commands", "re");
    char line[256];
    while (commands && fgets(line, sizeof line, commands)) {
        line[strcspn(line, "\n")] = '\0';
        printf("ANONSHM-GUEST begin %s\n", line);
        fflush(stdout);
        int status = run(line);
        printf("ANONSHM-GUEST end %d\n", status);
        fflush(stdout);
    }
    sync();
    reboot(RB_POWER_OFF);
    reboot(RB_AUTOBOOT); /* where there is nothing that could switch it off */
    return 1;
}
