// SPDX-License-Identifier: MIT
// Each question is tried in a process of its own, so that a crash, a hang or a forbidden system
// call is an answer to that question only. A watcher stands between: it limits the time, cleans
// up, and does so too when the program is killed, since it left its process group and has
// nothing of it but a pipe, whose other end then is closed.
//
//   program ◄── replies ── watcher ── fork ──► one child per question
//
// Answers are in memory that all share, so that a child needs no descriptor of ours. Where
// there can be no watcher (limits on processes or descriptors), the program watches by itself.

#include "../support/shared_page.h"
#include "run.h"

#if ANONSHM_PROBE_RUNS

ANONSHM_PROBE_BEGIN

// Generous: an answer takes a few milliseconds, under an emulator a few dozen.
static const int time_limit_ms = 4000;
// For a process to end once it was killed: in the kernel, waiting for a file system that does
// not answer, it may never do so (FUSE: linux fs/fuse/dev.c, request_wait_answer).
static const int kill_limit_ms = 300;

// A question as it is tried, in memory that program, watcher and children share.
typedef struct {
    reply given;
    pid_t child;     // 0: none yet, or none any more
    long long until; // when it is killed, and once it was, when it is left; in ms
    bool killed;
    bool done;
    bool handed_out;        // set by the program
    volatile bool complete; // set by the child, once its answer is there
} slot;

// What is asked, and how far it is.
static struct {
    slot *slots;
    size_t count;
    size_t children;
    long long until;
    long long patience; // until then a process may still be had, from the first refusal on
    reply_handler *handle;
    void *context;
    int out; // -1 where the program watches by itself
} run;

// The clock may be set meanwhile; there is no other that each C library has.
static long long now_ms(void) {
    struct timeval now = {0, 0};
    gettimeofday(&now, NULL);
    return (long long)now.tv_sec * 1000 + now.tv_usec / 1000;
}

static bool is_past(long long ms) {
    return now_ms() >= ms;
}

// Never above what the process may have anyway.
static void limit(int resource, unsigned most) {
# if !defined __KLIBC__ // has no setrlimit
    struct rlimit now;
    if (getrlimit(resource, &now) == -1 || now.rlim_cur <= most)
        return;
    now.rlim_cur = most;
    setrlimit(resource, &now);
# endif
}

// Standard output and standard error are another's: what waits for their end must not wait for
// a process that hangs. A directory takes their place, as /dev may be missing.
static void silence(void) {
    for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) == -1)
            continue;
        close(fd);
        const int root = open("/", O_RDONLY);
        if (root == -1 || root == fd)
            continue;
        dup2(root, fd);
        close(root);
    }
}

// What the process that asks it answers to.
static slot *mine;

void anonshm_end_with(const answer *given) {
    mine->given.given = *given;
    mine->complete = true;
    _exit(0);
}

static void try_in_child(slot *asked) {
    const question *const q = asked->given.to;
    mine = asked;
    setpgid(0, 0);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    silence();
    close(run.out);
    limit(RLIMIT_CORE, 0);
    if (!q->as_is)
        limit(RLIMIT_FSIZE, 64 << 20);
    const answer given = q->run_with ? q->run_with(q->argument) : q->run();
    anonshm_end_with(&given);
}

// What a question left is removed in a process of its own, as that may hang like the question;
// if it does, so would everything else about objects.
static void clean_up(void) {
    const bool object = noted->object[0] != '\0';
    if (!object && noted->segment == 0)
        return;
    const pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        if (object)
            remove_object(noted->object);
        if (noted->segment != 0)
            remove_segment(noted->segment);
        _exit(0);
    }
    const long long late = now_ms() + 1000;
    while (child > 0 && waitpid(child, NULL, WNOHANG) == 0 && !is_past(late + kill_limit_ms)) {
        if (is_past(late)) {
            noted->hangs = object;
            kill(child, SIGKILL);
        }
        poll(NULL, 0, 2);
    }
    noted->object[0] = '\0';
    noted->segment = 0;
}

static void hand_out(slot *done) {
    done->handed_out = true;
    run.handle(&done->given, run.context);
}

static void finish(slot *done, fate what) {
    done->given.what = what;
    done->done = true;
    if (run.out == -1)
        hand_out(done);
    else if (write(run.out, &done, sizeof done) != (ssize_t)sizeof done)
        run.until = 0; // nobody is there any more
}

// Of a question whose process has ended, or is left, without an answer.
static fate explain(slot *ended, bool left, int status) {
    answer *const given = &ended->given.given;
    if (ended->killed) {
        *given = result_with("unknown",
                             left ? "no answer within %d s; process %ld cannot be killed"
                                  : "no answer within %d s",
                             time_limit_ms / 1000, (long)ended->child);
        return fate_silent;
    }
    if (WIFSIGNALED(status)) {
        const int signal = ended->given.signal = WTERMSIG(status);
        *given = result_with(ended->given.to->yes_or_no ? "false" : "unknown",
                             "killed by signal %d (%s)", signal, strsignal(signal));
        return fate_died;
    }
    *given = unknown(noted->hangs ? "shm_open does not answer" : "no answer");
    return noted->hangs ? fate_silent : fate_not_asked;
}

static void end_question(slot *ended, bool left, int status) {
    const question *const q = ended->given.to;
    const fate what = ended->complete ? fate_answered : explain(ended, left, status);
    ended->child = 0;
    run.children--;
    if (!q->as_is && q->argument == NULL)
        clean_up();
    finish(ended, what);
}

static void look_after(slot *one) {
    int status = 0;
    if (waitpid(one->child, &status, WNOHANG) != 0) {
        kill(-one->child, SIGKILL); // its own children
        end_question(one, false, status);
    } else if (one->killed) {
        if (is_past(one->until))
            end_question(one, true, 0);
    } else if (one->complete || is_past(one->until) || is_past(run.until)) {
        kill(-one->child, SIGKILL);
        one->killed = true;
        one->until = now_ms() + kill_limit_ms;
    }
}

// Questions that must not run at the same time: those about one directory, and those that share
// the note of what is to be removed. After one time limit nobody waits for the same directory
// again.
static bool may_start(slot *next) {
    const question *const q = next->given.to;
    const char *no_use = is_past(run.until) ? "no time was left" : NULL;
    for (size_t i = 0; i < run.count; i++) {
        const slot *const other = &run.slots[i];
        const question *const o = other->given.to;
        if (q->as_is || o->as_is || !q->argument != !o->argument ||
            (q->argument && strcmp(q->argument, o->argument) != 0))
            continue;
        if (other->child != 0)
            return false;
        if (other->given.what == fate_silent && q->argument)
            no_use = "the directory does not answer";
    }
    if (no_use) {
        next->given.given = unknown(no_use);
        finish(next, fate_silent);
    }
    return !no_use;
}

// Where no further process can be made, it is tried again when another has ended.
static void start(slot *next) {
    const pid_t child = fork();
    if (child == 0)
        try_in_child(next);
    if (child == -1) {
        const int error = errno;
        if (run.children == 0 && run.patience == 0) // a process that has ended may still count
            run.patience = now_ms() + kill_limit_ms;
        if (run.children == 0 && is_past(run.patience)) {
            next->given.given = result_with("unknown", "fork: %s", error_name(error));
            finish(next, fate_not_asked);
        }
        return;
    }
    setpgid(child, child); // by both, so that it has happened whichever goes on first
    run.children++;
    next->child = child;
    next->until = now_ms() + time_limit_ms;
}

static void interrupt(int signal) {
    (void)signal;
}

// Between its rounds it waits until a child ends (the signal interrupts), the program ends, or
// a moment has gone, as a child may have ended right before.
static void watch(void) {
    struct pollfd program = {run.out, 0, 0};
    struct sigaction interrupts;
    memset(&interrupts, 0, sizeof interrupts);
    interrupts.sa_handler = interrupt;
    sigaction(SIGCHLD, &interrupts, NULL);
    for (bool waiting = true; waiting;) {
        waiting = false;
        for (slot *one = run.slots; one < run.slots + run.count; one++) {
            if (one->child != 0)
                look_after(one);
            if (one->child == 0 && !one->done && may_start(one))
                start(one);
            waiting = waiting || !one->done;
        }
        if (waiting && poll(&program, 1, 10) > 0) {
            run.until = 0; // for nobody
            program.fd = -1;
        }
    }
}

// The watcher is a grandchild in a session of its own: what kills the program's descendants or
// its process group (CMake at its time limit, a terminal at Ctrl-C) does not reach it. Returns
// where its replies come from, or -1. Its own end of the pipe is above the standard
// descriptors, which may be closed.
static int start_watcher(void) {
    int ends[2], status = 1;
    if (pipe(ends) == -1)
        return -1;
    run.out = fcntl(ends[1], F_DUPFD, STDERR_FILENO + 1);
    close(ends[1]);
    const pid_t child = run.out == -1 ? -1 : fork();
    if (child == 0) {
        close(ends[0]);
        setsid();
        const pid_t watcher = fork();
        if (watcher == 0) {
            silence();
            signal(SIGPIPE, SIG_IGN);
            watch();
        }
        _exit(watcher == -1 ? 1 : 0);
    }
    close(run.out);
    run.out = -1;
    if (child > 0 && waitpid(child, &status, 0) == child && status == 0)
        return ends[0];
    close(ends[0]);
    return -1;
}

// Not to the end of the pipe, which a process that cannot be killed may have open.
static void receive_replies(int from) {
    struct pollfd end = {from, POLLIN, 0};
    for (size_t received = 0; received < run.count;) {
        const long long left = run.until + 2 * kill_limit_ms - now_ms();
        const int ready = poll(&end, 1, left > 0 ? (int)left : 0);
        slot *done;
        if (ready == -1 && errno == EINTR)
            continue;
        if (ready <= 0 || read(from, &done, sizeof done) != (ssize_t)sizeof done)
            break;
        hand_out(done);
        received++;
    }
    close(from);
}

void run_questions(const question *tried, size_t count, int total_ms, reply_handler *handle,
                   void *context) {
    slot *const slots = (slot *)shared_memory(count * sizeof(slot) + sizeof(leftovers));
    run.slots = slots;
    run.count = slots ? count : 0;
    run.until = now_ms() + total_ms;
    run.handle = handle;
    run.context = context;
    run.out = -1;
    for (size_t i = 0; i < run.count; i++)
        slots[i].given.to = &tried[i];
    noted = slots ? (leftovers *)(slots + count) : NULL;
    signal(SIGCHLD, SIG_DFL); // ignored, as it may be, nothing can be waited for
    const int replies = start_watcher();
    if (replies == -1)
        watch();
    else
        receive_replies(replies);
    reply none = {tried, fate_not_asked, 0,
                  unknown(slots ? "the process that watches was killed"
                                : "no memory can be shared with other processes")};
    for (; none.to < tried + count; none.to++)
        if (!slots || !slots[none.to - tried].handed_out)
            handle(&none, context);
}

ANONSHM_PROBE_END

#endif
