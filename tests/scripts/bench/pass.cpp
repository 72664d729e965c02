// SPDX-License-Identifier: MIT
// Passes a descriptor through a socket pair and closes what arrives, in each way, one after the
// other and round after round, and writes a line for each, as library.cpp does.

#include <anonshm/anonshm.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

namespace {

int ends[2];
char text[64];

#if defined MSG_NOSIGNAL && defined MSG_CMSG_CLOEXEC
constexpr int send_flags = MSG_NOSIGNAL, receive_flags = MSG_CMSG_CLOEXEC;
#else
constexpr int send_flags = 0, receive_flags = 0;
#endif

// As in cmsg(3).
int bare(int fd) {
    alignas(cmsghdr) char control[64] = {};
    iovec part = {text, sizeof text};
    msghdr message = {};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(sizeof fd);
    cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(header), &fd, sizeof fd);
    if (sendmsg(ends[0], &message, send_flags) != sizeof text ||
        recvmsg(ends[1], &message, receive_flags) != sizeof text)
        return -1;
    header = CMSG_FIRSTHDR(&message);
    int received = -1;
    if (header != nullptr)
        memcpy(&received, CMSG_DATA(header), sizeof received);
    return received;
}

int by_the_library(int fd) {
    int received = -1;
    size_t count = 1;
    if (anonshm_send(ends[0], text, sizeof text, &fd, 1) == -1 ||
        anonshm_receive(ends[1], text, sizeof text, &received, &count) == -1)
        return -1;
    return received;
}

// The first is what the others are compared with.
constexpr struct way {
    const char *name;
    int (*pass)(int fd);
} ways[] = {
    {"sendmsg, recvmsg", bare},
    {"anonshm_send, anonshm_receive", by_the_library},
};
constexpr size_t way_count = sizeof ways / sizeof *ways;

// Of the processor: what others run meanwhile is not counted.
double now() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double nanoseconds_each(const way &measured, int fd) {
    constexpr int times = 500;
    const double start = now();
    for (int i = 0; i < times; ++i)
        if (close(measured.pass(fd)) == -1) {
            perror(measured.name);
            exit(1);
        }
    return (now() - start) / times;
}

} // namespace

int main(int argc, char **argv) {
    const size_t rounds = argc == 2 ? strtoul(argv[1], nullptr, 10) : 0;
    if (rounds == 0) {
        fprintf(stderr, "usage: anonshm_bench_pass ROUNDS\n");
        return 2;
    }
    const int fd = shm_open_anon();
    if (fd == -1 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1) {
        perror("anonshm_bench_pass");
        return 1;
    }
    for (size_t round = 0; round < rounds; ++round)
        for (size_t i = 0; i < way_count; ++i) {
            const way &turn = ways[(i + round) % way_count];
            printf("%s\t%.0f\n", turn.name, nanoseconds_each(turn, fd));
        }
}
