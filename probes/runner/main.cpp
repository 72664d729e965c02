// The program that is built once for a target, read as a file, and run where that is possible.
// Its output is framed, so that silence, garbage and a foreign loader's complaints are none.

#include "../toolchain/question.h"
#include "run.h"

#if !defined ANONSHM_PROBE_NO_MAIN

namespace anonshm_probe {

extern const line lines[];
extern const size_t line_count;
void call_all();

static void print_line(const char *id, const answer &given, void *) {
    printf("ANONSHM %s=%s|%s\n", id, given.value, given.detail);
    fflush(stdout);
}

} // namespace anonshm_probe

int main(int argc, char **) {
    using namespace anonshm_probe;
    if (argc > 1000) // never; but the linker cannot know, and has to find every function
        call_all();
    puts("ANONSHM-BEGIN");
    for (size_t i = 0; i < line_count; i++)
        printf("%s|\n", lines[i].text);
    fflush(stdout);
    run_all(print_line, nullptr);
    puts("ANONSHM-END");
    return 0;
}

#endif
