// SPDX-License-Identifier: MIT
// Runs questions that have to be tried, each in a process of its own, and hands out the replies
// as they come. Nothing that hangs stops it.

#ifndef ANONSHM_RUN_H
#define ANONSHM_RUN_H

#include "../support/answer.h"

ANONSHM_PROBE_BEGIN

// run_with is set where the id ends in a colon and an argument. Questions with one argument are
// tried one after the other, and so are those without; the others side by side. as_is: without
// the limits that keep a question from harm, in a process like one that a user starts, and
// beside all others.
typedef struct {
    const char *id;
    answer (*run)(void);
    answer (*run_with)(const char *argument);
    const char *argument;
    bool yes_or_no;
    bool as_is;
} question;

// silent: there was no answer in time. not_asked: there was no process to try it in.
typedef enum { fate_answered, fate_died, fate_silent, fate_not_asked } fate;

typedef struct {
    const question *to;
    fate what;
    int signal; // that it died of
    answer given;
} reply;

typedef void reply_handler(const reply *given, void *context);

#if ANONSHM_PROBE_RUNS

// Those of the catalogue, as they are generated from it.
extern const question questions[];
extern const size_t question_count;

// Every question gets a reply, and all of them within about total_ms.
void run_questions(const question *tried, size_t count, int total_ms, reply_handler *handle,
                   void *context);

#endif

ANONSHM_PROBE_END

#endif
