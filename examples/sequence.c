/* SPDX-License-Identifier: MIT */
/*
 * sequence PROCESSES TIMES: so many processes, none of which knows of the others, take numbers
 * from one sequence. Prints the number that would be next.
 *
 * Each process is this program again, executed with the object as descriptor 3.
 */

#include "semaphore.h"

#include <anonshm/anonshm.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

struct sequence {
    semaphore guard; /* of what follows */
    long next;
};

static int fail(const char *what) {
    fprintf(stderr, "sequence: %s: %s\n", what, strerror(errno));
    return 1;
}

static struct sequence *mapped(int object) {
    return anonshm_map(object, 0, sizeof(struct sequence), ANONSHM_READ | ANONSHM_WRITE);
}

static int take_numbers(long times) {
    struct sequence *sequence = mapped(3);
    if (sequence == NULL)
        return fail("anonshm_map");
    while (times-- > 0) {
        semaphore_wait(&sequence->guard);
        sequence->next++;
        semaphore_post(&sequence->guard);
    }
    return 0;
}

static int start(const char *program, int object, const char *times) {
    pid_t child = fork();
    if (child == 0) {
        if (anonshm_inherit(object, 3) == 0)
            execl(program, program, "take", times, (char *)NULL);
        _exit(fail(program));
    }
    return child == -1 ? -1 : 0;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: sequence PROCESSES TIMES\n");
        return 2;
    }
    if (strcmp(argv[1], "take") == 0)
        return take_numbers(atol(argv[2]));
    int object = anonshm_create(sizeof(struct sequence), 0);
    struct sequence *sequence = object == -1 ? NULL : mapped(object);
    if (sequence == NULL || semaphore_init(&sequence->guard, 1) == -1)
        return fail("cannot make a sequence");
    for (int process = 0; process < atoi(argv[1]); process++)
        if (start(argv[0], object, argv[2]) == -1)
            return fail("fork");
    int status = 0, failed = 0;
    while (wait(&status) != -1)
        failed |= status != 0;
    printf("%ld\n", sequence->next);
    return failed;
}
