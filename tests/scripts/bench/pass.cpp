// SPDX-License-Identifier: MIT
// Passes a descriptor through a socket pair and closes what arrives.

#include "toolchain/feature_macros.h"

#include "measure.h"

#include <sys/socket.h>
#include <sys/uio.h>

using bench::way;

namespace {

int ends[2];
char text[64];

#if defined MSG_NOSIGNAL && defined MSG_CMSG_CLOEXEC
constexpr int send_flags = MSG_NOSIGNAL, receive_flags = MSG_CMSG_CLOEXEC;
#else
constexpr int send_flags = 0, receive_flags = 0;
#endif

// As in cmsg(3).
bool bare(const way &, int fd) {
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
        return false;
    header = CMSG_FIRSTHDR(&message);
    int received = -1;
    if (header != nullptr)
        memcpy(&received, CMSG_DATA(header), sizeof received);
    return close(received) == 0;
}

bool by_the_library(const way &, int fd) {
    int received = -1;
    size_t count = 1;
    return anonshm_send(ends[0], text, sizeof text, &fd, 1) == 0 &&
           anonshm_receive(ends[1], text, sizeof text, &received, &count) == sizeof text &&
           close(received) == 0;
}

const way ways[] = {
    {"hand over and close", "bare sendmsg, recvmsg", 1, 500, bare},
    {"hand over and close", "anonshm_send, anonshm_receive", 1, 500, by_the_library},
};

} // namespace

int main(int argc, char **argv) {
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == -1) {
        perror(argv[0]);
        return 1;
    }
    return bench::measure(ways, argc, argv);
}
