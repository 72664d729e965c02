// SPDX-License-Identifier: MIT
#include "../handle.h"
#include "../system/again.h"
#include "../system/pass.h"
#include "../uncancelled.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>

using namespace anonshm;

namespace {

// macOS makes every descriptor of a message the receiver's, also those for whose numbers the
// buffer has no room: nobody could close them. No message has more than 512 (UIPC_MAX_CMSG_FD,
// bsd/kern/uipc_usrreq.c), and on Linux 253. The rest is for what options of the socket add:
// credentials, a security label, times.
constexpr size_t room_for_control = 512 * sizeof(int) + 1024;

#if defined __linux__
constexpr int scm_pidfd = 4; // SO_PASSPIDFD, Linux 6.5: a descriptor of the sender
#else
constexpr int scm_pidfd = -1;
#endif

struct received_descriptors {
    int *fds;
    size_t room;
    size_t count;
    bool are_whole; // none was closed
};

// Hands one out, if it can.
void take(received_descriptors *received, int fd) {
    if (received->count < received->room && sys_received(fd) == 0) {
        received->fds[received->count++] = fd;
        return;
    }
    discard(fd);
    received->are_whole = false;
}

void take_each(received_descriptors *received, int type, const char *data, size_t size) {
    for (size_t at = 0; size - at >= sizeof(int); at += sizeof(int)) {
        int fd;
        memcpy(&fd, data + at, sizeof fd);
        if (type == SCM_RIGHTS)
            take(received, fd);
        else if (type == scm_pidfd)
            discard(fd);
    }
}

// Not by CMSG_NXTHDR(): on some systems it trusts the lengths, and macOS leaves the length of
// a message that it has cut off as it was.
void take_all(received_descriptors *received, const char *control, size_t left) {
    while (left >= CMSG_LEN(0)) {
        cmsghdr header;
        memcpy(&header, control, sizeof header);
        const size_t claimed = header.cmsg_len;
        const size_t length = claimed < left ? claimed : left;
        if (length < CMSG_LEN(0))
            return;
        const size_t size = length - CMSG_LEN(0), space = CMSG_SPACE(size);
        if (header.cmsg_level == SOL_SOCKET)
            take_each(received, header.cmsg_type, control + CMSG_LEN(0), size);
        if (space >= left)
            return;
        control += space;
        left -= space;
    }
}

void close_all(received_descriptors *received) {
    while (received->count > 0)
        discard(received->fds[--received->count]);
}

long receive_into(received_descriptors *received, int socket, void *data, size_t size) {
    alignas(16) char control[room_for_control];
    iovec all = {data, size};
    msghdr message = {};
    message.msg_iov = &all;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const long bytes = again([&] { return sys_recvmsg(socket, &message); });
    if (bytes == -1)
        return -1;
    const size_t filled = message.msg_controllen;
    take_all(received, control, filled < sizeof control ? filled : sizeof control);
    if (received->are_whole && (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0)
        return bytes;
    close_all(received);
    errno = EMSGSIZE;
    return -1;
}

} // namespace

ssize_t anonshm_receive(int socket, void *data, size_t size, int *fds, size_t *count) {
    if (data == nullptr || size == 0 || count == nullptr || (fds == nullptr && *count > 0)) {
        errno = EINVAL;
        return -1;
    }
    received_descriptors received = {fds, *count, 0, true};
    const long bytes = uncancelled([&] { return receive_into(&received, socket, data, size); });
    *count = received.count;
    return static_cast<ssize_t>(bytes);
}
