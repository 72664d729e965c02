// Runs every question that has to be tried, and hands out each answer as it comes.

#ifndef ANONSHM_RUN_H
#define ANONSHM_RUN_H

#include "../support/answer.h"

namespace anonshm_probe {

// run_with is set where the id ends in a colon and an argument.
struct question {
    const char *id;
    answer (*run)();
    answer (*run_with)(const char *argument);
    const char *argument;
    bool yes_or_no;
};

using answer_handler = void(const char *id, const answer &given, void *context);

// False where not every question could be run: no processes here, or no memory for them.
bool run_all(answer_handler *handle, void *context);

} // namespace anonshm_probe

#endif
