// SPDX-License-Identifier: MIT
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

// SCM_MAX_FD (Linux, include/net/scm.h). Others take more, but none less: FreeBSD and NetBSD
// what fits into a cluster of 2048 bytes, macOS 512.
constexpr size_t most_descriptors = 253;

// CMSG_SPACE() is no constant on NetBSD; 16 is the largest unit of alignment (sparc64).
constexpr size_t control_buffer_size =
    sizeof(cmsghdr) + most_descriptors * sizeof(int) + size_t{2} * 16;

struct control_buffer {
    alignas(16) char bytes[control_buffer_size];
};

void attach(const int *fds, size_t count, msghdr *message, control_buffer *control) {
    const size_t size = count * sizeof *fds, space = CMSG_SPACE(size);
    cmsghdr header = {};
    header.cmsg_level = SOL_SOCKET;
    header.cmsg_type = SCM_RIGHTS;
    header.cmsg_len = static_cast<decltype(header.cmsg_len)>(CMSG_LEN(size));
    memset(control->bytes, 0, space);
    memcpy(control->bytes, &header, sizeof header);
    memcpy(control->bytes + CMSG_LEN(0), fds, size);
    message->msg_control = control->bytes;
    message->msg_controllen = static_cast<decltype(message->msg_controllen)>(space);
}

// macOS refuses more at once than an int can count, and Linux cuts it off there.
size_t at_once(size_t size) {
    constexpr size_t limit = 0x7ffff000;
    return size < limit ? size : limit;
}

// A byte has gone, and the descriptors with it, so that there is no way back: where there is
// no room, this waits, whether or not the socket does.
int send_rest(int socket, const char *data, size_t size) {
    while (size > 0) {
        iovec part = {const_cast<char *>(data), at_once(size)};
        msghdr message = {};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        const long sent = again([&] { return sys_sendmsg(socket, &message); });
        if (sent == -1 && errno != EAGAIN)
            return -1;
        if (sent == -1 && again([&] { return sys_wait_for_room(socket); }) == -1)
            return -1;
        const size_t gone = sent == -1 ? 0 : static_cast<size_t>(sent);
        data += gone;
        size -= gone;
    }
    return 0;
}

int send_all(int socket, const void *data, size_t size, const int *fds, size_t count) {
    control_buffer control;
    iovec first = {const_cast<void *>(data), at_once(size)};
    msghdr message = {};
    message.msg_iov = &first;
    message.msg_iovlen = 1;
    if (count > 0)
        attach(fds, count, &message, &control);
    const long sent = again([&] { return sys_sendmsg(socket, &message); });
    if (sent == -1)
        return -1;
    const size_t gone = static_cast<size_t>(sent);
    const char *const bytes = static_cast<const char *>(data);
    return gone < size ? send_rest(socket, bytes + gone, size - gone) : 0;
}

} // namespace

int anonshm_send(int socket, const void *data, size_t size, const int *fds, size_t count) {
    const bool is_missing = (data == nullptr && size > 0) || (fds == nullptr && count > 0);
    if (is_missing || (count > 0 && size == 0) || count > most_descriptors) {
        errno = EINVAL;
        return -1;
    }
    return uncancelled([&] { return send_all(socket, data, size, fds, count); });
}
