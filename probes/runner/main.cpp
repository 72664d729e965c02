// SPDX-License-Identifier: MIT
// The program that is built once for a target, read as a file, and run where that is possible.
// Its output is framed, so that silence, garbage and a foreign loader's complaints are none.

#include "../toolchain/question.h"
#include "run.h"

#if !defined ANONSHM_PROBE_NO_MAIN

namespace anonshm_probe {

extern const line lines[];
extern const size_t line_count;
void call_all();

# if ANONSHM_PROBE_RUNS

extern const question questions[];
extern const size_t question_count;

// For all of them, whatever hangs: a configure goes on with what is predicted.
static const int total_ms = 30000;

static void print_reply(const reply &r, void *) {
    if (r.what == fate::not_asked)
        return;
    printf("ANONSHM %s=%s|%s\n", r.to->id, r.given.value, r.given.detail);
    fflush(stdout);
}

static void run_all() {
    run_questions(questions, question_count, total_ms, print_reply, nullptr);
}

# else

static void run_all() {}

# endif

} // namespace anonshm_probe

int main(int argc, char **) {
    using namespace anonshm_probe;
    if (argc > 1000) // never; but the linker cannot know, and has to find every function
        call_all();
    puts("ANONSHM-BEGIN");
    for (size_t i = 0; i < line_count; i++)
        printf("%s|\n", lines[i].text);
    fflush(stdout);
    run_all();
    puts("ANONSHM-END");
    return 0;
}

#endif
