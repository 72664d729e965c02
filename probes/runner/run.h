// SPDX-License-Identifier: MIT
// Runs questions that have to be tried, each in a process of its own, and hands out the replies
// as they come. Nothing that hangs stops it.

#ifndef ANONSHM_RUN_H
#define ANONSHM_RUN_H

#include "../support/answer.h"

namespace anonshm_probe {

// run_with is set where the id ends in a colon and an argument. Questions with one argument are
// tried one after the other, and so are those without; the others side by side. as_is: without
// the limits that keep a question from harm, in a process like one that a user starts, and
// beside all others.
struct question {
    const char *id;
    answer (*run)();
    answer (*run_with)(const char *argument);
    const char *argument;
    bool yes_or_no;
    bool as_is = false;
};

// silent: there was no answer in time. not_asked: there was no process to try it in.
enum class fate { answered, died, silent, not_asked };

struct reply {
    const question *to;
    fate what;
    int signal; // that it died of
    answer given;
};

using reply_handler = void(const reply &, void *context);

// Every question gets a reply, and all of them within about total_ms.
void run_questions(const question *tried, size_t count, int total_ms, reply_handler *handle,
                   void *context);

} // namespace anonshm_probe

#endif
