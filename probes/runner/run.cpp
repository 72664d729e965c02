// Each question is tried in a process of its own, so that a crash, a hang or a forbidden system
// call is an answer to that question only. A watcher stands between: it limits the time, cleans
// up, and does so too when the program is killed, since it left its process group and has
// nothing of it but two pipes.
//
//   program ── answers ◄── watcher ── fork ──► one child per question
//           ── lifeline ─►

#include "../support/cleanup.h"
#include "run.h"

namespace anonshm_probe {

#if ANONSHM_PROBE_RUNS

extern const question questions[];
extern const size_t question_count;

struct record {
    size_t question;
    answer given;
};

// Generous: an answer takes a few milliseconds, under an emulator a few dozen.
static const int time_limit_ms = 10000;

static void limit(int resource, unsigned most) {
# if !defined __KLIBC__ // has no setrlimit
    const rlimit both = {most, most};
    setrlimit(resource, &both);
# endif
}

[[noreturn]] static void try_in_child(const question &q, int out) {
    limit(RLIMIT_FSIZE, 64 << 20);
    limit(RLIMIT_CORE, 0);
    const answer given = q.run_with ? q.run_with(q.argument) : q.run();
    _exit(write(out, &given, sizeof given) == static_cast<ssize_t>(sizeof given) ? 0 : 1);
}

// A crash answers a question of yes or no; of the others it means that nothing was learnt.
static answer answer_of_dead(const question &q, pid_t child, bool timed_out) {
    int status = 0;
    kill(-child, SIGKILL);
    while (waitpid(child, &status, 0) == -1 && errno == EINTR)
        continue;
    if (timed_out || !WIFSIGNALED(status))
        return result("unknown", "no answer within %d s", time_limit_ms / 1000);
    return result(q.yes_or_no ? "false" : "unknown", "killed by signal %d (%s)",
                  WTERMSIG(status), strsignal(WTERMSIG(status)));
}

static answer try_watched(const question &q, int lifeline) {
    int pipe_ends[2];
    if (pipe(pipe_ends) == -1)
        return unknown(error_name(errno));
    const pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        try_in_child(q, pipe_ends[1]);
    }
    if (child > 0)
        setpgid(child, child); // by both, so that it has happened whichever goes on first
    close(pipe_ends[1]);
    answer given = unknown("fork failed");
    pollfd ends[] = {{pipe_ends[0], POLLIN, 0}, {lifeline, 0, 0}};
    const int ready = child > 0 ? poll(ends, 2, time_limit_ms) : -1;
    const bool complete =
        ready > 0 && (ends[0].revents & POLLIN) != 0 &&
        read(pipe_ends[0], &given, sizeof given) == static_cast<ssize_t>(sizeof given);
    close(pipe_ends[0]);
    if (child > 0) {
        const answer last = answer_of_dead(q, child, ready == 0);
        given = complete ? given : last;
    }
    clean_up();
    return given;
}

static void silence(int fd) {
    const int null = open("/dev/null", O_RDWR);
    dup2(null, fd);
    if (null > STDERR_FILENO)
        close(null);
}

static bool is_alone(int lifeline) {
    pollfd end = {lifeline, 0, 0};
    return poll(&end, 1, 0) > 0 && (end.revents & (POLLHUP | POLLERR)) != 0;
}

[[noreturn]] static void watch(int out, int lifeline) {
    silence(STDOUT_FILENO);
    silence(STDERR_FILENO);
    signal(SIGPIPE, SIG_IGN);
    if (!prepare_cleanup())
        _exit(1);
    for (size_t i = 0; i < question_count && !is_alone(lifeline); i++) {
        const record r = {i, try_watched(questions[i], lifeline)};
        if (write(out, &r, sizeof r) != static_cast<ssize_t>(sizeof r))
            _exit(1);
    }
    _exit(0);
}

// The watcher is a grandchild in a session of its own: what kills the program's descendants or
// its process group (CMake at its time limit, a terminal at Ctrl-C) does not reach it.
static bool start_watcher(int out, int lifeline, const int *others) {
    const pid_t child = fork();
    if (child == 0) {
        close(others[0]);
        close(others[1]);
        setsid();
        if (fork() == 0)
            watch(out, lifeline);
        _exit(0);
    }
    return child > 0 && waitpid(child, nullptr, 0) == child;
}

bool run_all(answer_handler *handle, void *context) {
    int answers[2], life[2];
    if (pipe(answers) == -1)
        return false;
    if (pipe(life) == -1) {
        close(answers[0]);
        close(answers[1]);
        return false;
    }
    const int mine[] = {answers[0], life[1]};
    const bool started = start_watcher(answers[1], life[0], mine);
    close(answers[1]);
    close(life[0]);
    size_t received = 0;
    for (record r; started && read(answers[0], &r, sizeof r) == static_cast<ssize_t>(sizeof r);
         received++)
        handle(questions[r.question].id, r.given, context);
    close(answers[0]);
    close(life[1]);
    return received == question_count;
}

#else

bool run_all(answer_handler *, void *) {
    return false;
}

#endif

} // namespace anonshm_probe
