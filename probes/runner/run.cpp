// SPDX-License-Identifier: MIT
// Each question is tried in a process of its own, so that a crash, a hang or a forbidden system
// call is an answer to that question only. A watcher stands between: it limits the time, cleans
// up, and does so too when the program is killed, since it left its process group and has
// nothing of it but two pipes.
//
//   program ── replies ◄── watcher ── fork ──► one child per question
//           ── lifeline ─►
//
// Answers are in memory that all share, so that a child needs no descriptor of ours. Where
// there can be no watcher (limits on processes or descriptors), the program watches by itself.

#include "../support/cleanup.h"
#include "run.h"

namespace anonshm_probe {

#if ANONSHM_PROBE_RUNS

// Generous: an answer takes a few milliseconds, under an emulator a few dozen.
static const int time_limit_ms = 4000;
// For a process to end once it was killed: in the kernel, waiting for a file system that does
// not answer, it may never do so (FUSE: linux fs/fuse/dev.c, request_wait_answer).
static const int kill_limit_ms = 300;

struct slot {
    reply given;
    enum { waiting, running, ending, done } stage;
    pid_t child;
    long long until;        // of this stage, in ms
    volatile bool complete; // set by the child, once its answer is there
    bool handed_out;        // set by the program
};

struct schedule {
    const question *questions;
    size_t count;
    slot *slots; // shared with watcher and children
    long long until;
    reply_handler *handle;
    void *context;
    int lifeline; // these two: -1 where the program watches by itself
    int out;
};

// The clock may be set meanwhile; there is no other that each C library has.
static long long now_ms() {
    timeval now = {};
    gettimeofday(&now, nullptr);
    return static_cast<long long>(now.tv_sec) * 1000 + now.tv_usec / 1000;
}

// Never above what the process may have anyway.
static void limit(int resource, unsigned most) {
# if !defined __KLIBC__ // has no setrlimit
    rlimit now;
    if (getrlimit(resource, &now) == -1)
        return;
    now.rlim_cur = now.rlim_cur < most ? now.rlim_cur : most;
    now.rlim_max = now.rlim_max < most ? now.rlim_max : most;
    setrlimit(resource, &now);
# endif
}

// Standard output and standard error are another's: what waits for their end must not wait for
// a process that hangs. A directory takes their place, as /dev may be missing.
static void silence() {
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

[[noreturn]] static void try_in_child(const schedule &s, slot &mine, const question &q) {
    setpgid(0, 0);
    signal(SIGCHLD, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    if (s.out == -1)
        silence();
    else
        close(s.out), close(s.lifeline);
    limit(RLIMIT_CORE, 0);
    if (!q.as_is)
        limit(RLIMIT_FSIZE, 64 << 20);
    mine.given.given = q.run_with ? q.run_with(q.argument) : q.run();
    mine.complete = true;
    _exit(0);
}

// False after ms.
static bool wait_for(pid_t child, int ms) {
    const long long until = now_ms() + ms;
    while (waitpid(child, nullptr, WNOHANG) == 0) {
        if (now_ms() >= until)
            return false;
        poll(nullptr, 0, 2);
    }
    return true;
}

// What a question left is removed in a process of its own, as that may hang like the question;
// if it does, so would everything else about objects.
static void clean_up_watched() {
    if (noted->object[0] == '\0' && noted->segment == 0)
        return;
    const pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        clean_up();
        _exit(0);
    }
    if (child > 0 && !wait_for(child, 1000)) {
        noted->hangs = noted->object[0] != '\0';
        kill(child, SIGKILL);
        wait_for(child, kill_limit_ms);
    }
    noted->object[0] = '\0';
    noted->segment = 0;
}

// Questions that must not run at the same time: those about one directory, and those that share
// the note of what is to be removed.
static bool exclude_each_other(const question &a, const question &b) {
    if (a.as_is || b.as_is)
        return &a == &b;
    if (a.argument == nullptr || b.argument == nullptr)
        return a.argument == b.argument;
    return strcmp(a.argument, b.argument) == 0;
}

static void hand_out(const schedule &s, slot &done) {
    done.handed_out = true;
    s.handle(done.given, s.context);
}

static void finish(schedule &s, size_t i, fate what) {
    slot &done = s.slots[i];
    done.given.to = &s.questions[i];
    done.given.what = what;
    done.stage = slot::done;
    if (s.out == -1)
        hand_out(s, done);
    else if (write(s.out, &i, sizeof i) != static_cast<ssize_t>(sizeof i))
        _exit(1);
}

static void finish_unknown(schedule &s, size_t i, fate what, const char *why) {
    s.slots[i].given.given = unknown(why);
    finish(s, i, what);
}

// After one time limit nobody waits for the same directory again.
static void give_up_on(schedule &s, size_t silent) {
    const question &about = s.questions[silent];
    if (about.as_is || about.argument == nullptr)
        return;
    for (size_t i = 0; i < s.count; i++)
        if (s.slots[i].stage == slot::waiting && exclude_each_other(s.questions[i], about))
            finish_unknown(s, i, fate::silent, "the directory does not answer");
}

// Of a question whose process has ended, or is left, without an answer.
static fate explain(slot &ended, bool left, int status, bool yes_or_no) {
    answer &given = ended.given.given;
    if (left) {
        given = result("unknown", "no answer within %d s; process %ld cannot be killed",
                       time_limit_ms / 1000, static_cast<long>(ended.child));
        return fate::silent;
    }
    if (ended.stage == slot::ending) {
        given = result("unknown", "no answer within %d s", time_limit_ms / 1000);
        return fate::silent;
    }
    if (WIFSIGNALED(status)) {
        ended.given.signal = WTERMSIG(status);
        given = result(yes_or_no ? "false" : "unknown", "killed by signal %d (%s)",
                       WTERMSIG(status), strsignal(WTERMSIG(status)));
        return fate::died;
    }
    given = unknown(noted->hangs ? "shm_open does not answer" : "no answer");
    return noted->hangs ? fate::silent : fate::not_asked;
}

// Its end is known, or it is left.
static void end_question(schedule &s, size_t i, bool left, int status) {
    slot &ended = s.slots[i];
    const question &q = s.questions[i];
    const fate what =
        ended.complete ? fate::answered : explain(ended, left, status, q.yes_or_no);
    if (!q.as_is && q.argument == nullptr)
        clean_up_watched();
    finish(s, i, what);
    if (what == fate::silent)
        give_up_on(s, i);
}

static void look_after(schedule &s, size_t i) {
    slot &running = s.slots[i];
    int status = 0;
    if (waitpid(running.child, &status, WNOHANG) != 0) {
        kill(-running.child, SIGKILL); // its own children
        end_question(s, i, false, status);
    } else if (running.stage == slot::running &&
               (running.complete || now_ms() >= running.until)) {
        kill(-running.child, SIGKILL);
        running.stage = slot::ending;
        running.until = now_ms() + kill_limit_ms;
    } else if (running.stage == slot::ending && now_ms() >= running.until) {
        end_question(s, i, true, 0);
    }
}

static size_t count_running(const schedule &s) {
    size_t running = 0;
    for (size_t i = 0; i < s.count; i++)
        running += s.slots[i].stage == slot::running || s.slots[i].stage == slot::ending;
    return running;
}

static bool may_start(const schedule &s, size_t i) {
    if (s.slots[i].stage != slot::waiting)
        return false;
    for (size_t j = 0; j < s.count; j++)
        if ((s.slots[j].stage == slot::running || s.slots[j].stage == slot::ending) &&
            exclude_each_other(s.questions[i], s.questions[j]))
            return false;
    return true;
}

// Where no further process can be made, it is tried again when another has ended.
static void start(schedule &s, size_t i) {
    slot &mine = s.slots[i];
    const pid_t child = fork();
    if (child == 0)
        try_in_child(s, mine, s.questions[i]);
    if (child == -1) {
        const int error = errno;
        if (count_running(s) == 0) {
            mine.given.given = result("unknown", "fork: %s", error_name(error));
            finish(s, i, fate::not_asked);
        }
        return;
    }
    setpgid(child, child); // by both, so that it has happened whichever goes on first
    mine.child = child;
    mine.stage = slot::running;
    mine.until = now_ms() + time_limit_ms;
}

static void kill_all(schedule &s) {
    for (size_t i = 0; i < s.count; i++)
        if (s.slots[i].stage == slot::running || s.slots[i].stage == slot::ending)
            kill(-s.slots[i].child, SIGKILL);
    for (size_t i = 0; i < s.count; i++)
        if (s.slots[i].stage == slot::running || s.slots[i].stage == slot::ending)
            wait_for(s.slots[i].child, kill_limit_ms / 2);
    clean_up_watched();
}

// Until something happens: a child ends (the signal interrupts), the program ends, or a moment
// later, as a child may have ended right before.
static bool is_alone_after_waiting(const schedule &s) {
    pollfd end = {s.lifeline, 0, 0};
    return poll(&end, s.lifeline == -1 ? 0 : 1, 10) > 0 &&
           (end.revents & (POLLHUP | POLLERR)) != 0;
}

static void out_of_time(schedule &s) {
    kill_all(s);
    for (size_t i = 0; i < s.count; i++)
        if (s.slots[i].stage != slot::done)
            finish_unknown(s, i, fate::silent, "no time was left");
}

static bool step(schedule &s) {
    bool waiting = false;
    for (size_t i = 0; i < s.count; i++) {
        if (s.slots[i].stage == slot::running || s.slots[i].stage == slot::ending)
            look_after(s, i);
        if (may_start(s, i))
            start(s, i);
        waiting = waiting || s.slots[i].stage != slot::done;
    }
    return waiting;
}

static void watch(schedule &s) {
    struct sigaction interrupts = {};
    interrupts.sa_handler = [](int) {};
    sigaction(SIGCHLD, &interrupts, nullptr);
    while (step(s)) {
        if (now_ms() >= s.until)
            return out_of_time(s);
        if (is_alone_after_waiting(s))
            return kill_all(s);
    }
}

// The watcher is a grandchild in a session of its own: what kills the program's descendants or
// its process group (CMake at its time limit, a terminal at Ctrl-C) does not reach it.
static bool start_watcher(schedule s, const int *others) {
    const pid_t child = fork();
    if (child == 0) {
        close(others[0]);
        close(others[1]);
        setsid();
        const pid_t watcher = fork();
        if (watcher == 0) {
            silence();
            signal(SIGPIPE, SIG_IGN);
            watch(s);
        }
        _exit(watcher == -1 ? 1 : 0);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

// Both ends above the standard descriptors, which may be closed.
static bool make_pipe(int *ends) {
    if (pipe(ends) == -1)
        return false;
    for (int i = 0; i < 2; i++) {
        if (ends[i] > STDERR_FILENO)
            continue;
        const int above = fcntl(ends[i], F_DUPFD, STDERR_FILENO + 1);
        close(ends[i]);
        ends[i] = above;
    }
    if (ends[0] != -1 && ends[1] != -1)
        return true;
    close(ends[0]);
    close(ends[1]);
    return false;
}

// Not to the end of the pipe, which a process that cannot be killed may have open.
static void receive_replies(schedule &s, int from) {
    for (size_t received = 0; received < s.count; received++) {
        pollfd end = {from, POLLIN, 0};
        const long long left = s.until + 2 * kill_limit_ms - now_ms();
        int ready;
        do
            ready = poll(&end, 1, left > 0 ? static_cast<int>(left) : 0);
        while (ready == -1 && errno == EINTR);
        size_t i;
        if (ready <= 0 || read(from, &i, sizeof i) != static_cast<ssize_t>(sizeof i))
            return;
        hand_out(s, s.slots[i]);
    }
}

static bool run_under_watcher(schedule &s) {
    int replies[2], life[2];
    if (!make_pipe(replies))
        return false;
    if (!make_pipe(life)) {
        close(replies[0]);
        close(replies[1]);
        return false;
    }
    const int mine[] = {replies[0], life[1]};
    s.out = replies[1];
    s.lifeline = life[0];
    const bool started = start_watcher(s, mine);
    close(s.out);
    close(s.lifeline);
    s.out = s.lifeline = -1;
    if (started)
        receive_replies(s, replies[0]);
    close(replies[0]);
    close(life[1]);
    return started;
}

static void *shared_memory(size_t size) {
    void *const at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON, -1, 0);
    return at == MAP_FAILED ? nullptr : at;
}

// What has had no reply until now.
static void hand_out_rest(const schedule &s, const char *why) {
    for (size_t i = 0; i < s.count; i++)
        if (s.slots == nullptr || !s.slots[i].handed_out)
            s.handle({&s.questions[i], fate::not_asked, 0, unknown(why)}, s.context);
}

void run_questions(const question *tried, size_t count, int total_ms, reply_handler *handle,
                   void *context) {
    schedule s = {tried, count, nullptr, now_ms() + total_ms, handle, context, -1, -1};
    s.slots = static_cast<slot *>(shared_memory(count * sizeof(slot)));
    if (s.slots == nullptr || !prepare_cleanup())
        return hand_out_rest(s, "no memory can be shared with other processes");
    signal(SIGCHLD,
           SIG_DFL); // inherited, it may be ignored, and then nothing can be waited for
    if (!run_under_watcher(s))
        watch(s);
    hand_out_rest(s, "the process that watches was killed");
    munmap(s.slots, count * sizeof(slot));
}

#else

void run_questions(const question *tried, size_t count, int, reply_handler *handle,
                   void *context) {
    for (size_t i = 0; i < count; i++)
        handle({&tried[i], fate::not_asked, 0, unknown("there are no processes here")},
               context);
}

#endif

} // namespace anonshm_probe
