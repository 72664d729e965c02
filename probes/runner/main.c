/* SPDX-License-Identifier: MIT */
/* The program that is built once for a target, read as a file, and run where that is possible.
 * Its output is framed, so that silence, garbage and a foreign loader's complaints are none. */

#include "../toolchain/question.h"
#include "run.h"

#if ANONSHM_PROBE_RUNS

ANONSHM_PROBE_BEGIN

/* For all of them, whatever hangs: a configure goes on with what is predicted. */
static const int total_ms = 30000;

static void print_reply(const reply *r, void *context) {
    (void)context;
    if (r->what == fate_not_asked)
        return;
    printf("ANONSHM %s=%s|%s\n", r->to->id, r->given.value, r->given.detail);
    fflush(stdout);
}

static void run_all(void) {
    run_questions(questions, question_count, total_ms, print_reply, 0);
}

ANONSHM_PROBE_END

# if defined __cplusplus
using anonshm_probe::run_all;
# endif

#else

static void run_all(void) {}

#endif

/* A linker that was told to accept everything makes 0 of the address of a function that it did
 * not find, as it does of a weak one; in a program that can be moved that is its own beginning.
 */
static int is_missing(anonshm_function function) {
    const uintptr_t at = (uintptr_t)function;
    return at == 0 || (at % 4096 == 0 && memcmp((const void *)at, "\177ELF", 4) == 0);
}

static void print_text(const char *text) {
    if (text != 0)
        fputs(text, stdout);
}

static void look_at(const volatile struct anonshm_address *row) {
    if (is_missing(row->function))
        printf("ANONSHM missing.%s=true|\n", row->name);
}

static void print_unit(const struct anonshm_unit *unit) {
    const struct anonshm_address *row;
    const struct anonshm_fact *const *fact;
    print_text(unit->lines);
    print_text(unit->numbers);
    for (row = unit->addresses; row != 0 && row->name != 0; row++)
        look_at(row);
    for (fact = unit->facts; fact != 0 && *fact != 0; fact++) {
        print_text((*fact)->line);
        print_text((*fact)->number);
        if ((*fact)->linked.name != 0)
            look_at(&(*fact)->linked);
    }
}

#if defined __dietlibc__ /* without _Exit() */
# include <unistd.h>
# define _Exit _exit
#endif

/* A project may rename main, as SDL does; and with -municode MinGW's start-up calls wmain. */
#undef main
#if defined __MINGW32__ && defined UNICODE
# define main wmain
# if defined __cplusplus
extern "C"
# endif
#endif

    /* Ends without the functions that atexit(3) knows: those of --coverage, -pg and
     * -fprofile-instr-generate would write files. */
    int main(void) {
    const struct anonshm_unit *const *unit;
    puts("ANONSHM-BEGIN");
    for (unit = anonshm_units; *unit != 0; unit++)
        print_unit(*unit);
    puts("ANONSHM addresses=read|");
    fflush(stdout);
    run_all();
    puts("ANONSHM-END");
    fflush(stdout);
    _Exit(0);
}
