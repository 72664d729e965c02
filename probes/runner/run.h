// Asks every question that has to be tried, and tells each answer as it comes.

#ifndef ANONSHM_RUN_H
#define ANONSHM_RUN_H

#include "../support/answer.h"

namespace anonshm_probe {

// ask_with is set where the id ends in a colon and an argument.
struct question {
    const char *id;
    answer (*ask)();
    answer (*ask_with)(const char *argument);
    const char *argument;
    bool yes_or_no;
};

typedef void listener(const char *id, const answer &said, void *context);

// False where not everything could be asked: no processes here, or no memory for them.
bool ask_all(listener *tell, void *context);

} // namespace anonshm_probe

#endif
