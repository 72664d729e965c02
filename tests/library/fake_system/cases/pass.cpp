// SPDX-License-Identifier: MIT
// anonshm_send(), anonshm_receive() and anonshm_inherit(): what is tried again, and control
// messages as no kernel should make them.

#include "../check.h"

#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

namespace check {

namespace {

using fake::call;

constexpr int two[] = {7, 8};
constexpr char text[] = "ten bytes";
constexpr size_t ten = sizeof text;

int send_ten(size_t count = 2) {
    errno = 0;
    return anonshm_send(3, text, ten, two, count);
}

// -- Control messages ------------------------------------------------------------------------

// Numbers that look random, the same on every machine (xorshift, Marsaglia 2003).
uint32_t state;
uint32_t next_number() {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}
uint32_t below(uint32_t limit) {
    return next_number() % limit;
}

struct written_control {
    char *bytes;
    size_t room;
    size_t size;
};

// The descriptors are installed, as far as the message claims them truthfully.
void add_message(written_control *control, int level, int type, size_t count, size_t claimed) {
    cmsghdr header = {};
    header.cmsg_level = level;
    header.cmsg_type = type;
    header.cmsg_len = static_cast<decltype(header.cmsg_len)>(claimed);
    memcpy(control->bytes + control->size, &header, sizeof header);
    for (size_t i = 0; i < count; ++i) {
        const int fd = type == SCM_RIGHTS ? fake::install() : -1;
        memcpy(control->bytes + control->size + CMSG_LEN(i * sizeof fd), &fd, sizeof fd);
    }
    control->size += CMSG_SPACE(count * sizeof(int));
}

bool is_within(const written_control &control, size_t count) {
    return control.size + CMSG_SPACE(count * sizeof(int)) <= control.room;
}

// Sound messages of random kinds, then perhaps one with a random length.
long random_control(msghdr *message) {
    written_control control = {static_cast<char *>(message->msg_control),
                               message->msg_controllen, 0};
    for (uint32_t left = below(4); left > 0; --left) {
        const size_t count = below(5);
        if (is_within(control, count))
            add_message(&control, SOL_SOCKET, below(2) ? SCM_RIGHTS : 77, count,
                        CMSG_LEN(count * sizeof(int)));
    }
    if (below(2))
        add_message(&control, below(2) ? SOL_SOCKET : 5, 77, below(3),
                    below(2) ? below(64) : next_number());
    message->msg_controllen = static_cast<decltype(message->msg_controllen)>(control.size);
    message->msg_flags = below(4) == 0 ? MSG_CTRUNC : below(8) == 0 ? MSG_TRUNC : 0;
    return 1;
}

// Nothing that is like a control message.
long junk(msghdr *message) {
    const size_t room = message->msg_controllen;
    for (size_t i = 0; i < room; ++i)
        static_cast<char *>(message->msg_control)[i] = static_cast<char>(below(256));
    const uint32_t length = below(3) ? below(static_cast<uint32_t>(room) + 1) : next_number();
    message->msg_controllen = static_cast<decltype(message->msg_controllen)>(length);
    message->msg_flags = static_cast<int>(next_number());
    return 1;
}

// Closed, or handed out.
bool nothing_is_lost(uint32_t seed, long (*incoming)(msghdr *)) {
    fake::reset();
    state = seed;
    fake::incoming = incoming;
    char data;
    int fds[8];
    size_t count = below(9);
    const size_t room = count;
    const ssize_t got = anonshm_receive(3, &data, 1, fds, &count);
    const bool is_sane = got == 1 ? count <= room : errno == EMSGSIZE && count == 0;
    return is_sane && fake::objects_open() == static_cast<int>(count);
}

bool no_junk_is_an_offence(uint32_t seed) {
    fake::reset();
    state = seed;
    fake::incoming = junk;
    char data;
    int fds[8];
    size_t count = 8;
    const ssize_t got = anonshm_receive(3, &data, 1, fds, &count);
    return got == 1 ? count <= 8 : errno == EMSGSIZE && count == 0;
}

// macOS: the length of a message that has been cut off is as it was.
long cut_off(msghdr *message) {
    const size_t room = message->msg_controllen;
    written_control control = {static_cast<char *>(message->msg_control), room, 0};
    add_message(&control, SOL_SOCKET, SCM_RIGHTS, 5, CMSG_LEN(16 * sizeof(int)));
    message->msg_controllen = CMSG_LEN(5 * sizeof(int));
    message->msg_flags = MSG_CTRUNC;
    return 1;
}

long five(msghdr *message) {
    const long bytes = cut_off(message);
    cmsghdr header;
    memcpy(&header, message->msg_control, sizeof header);
    header.cmsg_len = CMSG_LEN(5 * sizeof(int));
    memcpy(message->msg_control, &header, sizeof header);
    message->msg_flags = 0;
    return bytes;
}

ssize_t receive_with_room(size_t *count) {
    static char data;
    static int fds[8];
    errno = 0;
    return anonshm_receive(3, &data, 1, fds, count);
}

constexpr test_case cases[] = {
    {"send: the descriptors go with the first part only",
     [] {
         fake::answer.room_in_socket = 4;
         return send_ten() == 0 && fake::count(call::sendmsg) == 3 && fake::log[0].mode == 2 &&
                fake::log[1].mode == 0 && fake::log[2].flags == 2;
     }},
    {"send: EAGAIN before the first byte is reported, and nothing is waited for",
     [] {
         fake::fail(call::sendmsg, EAGAIN, 1);
         return send_ten() == -1 && errno == EAGAIN && fake::count(call::sendmsg) == 1 &&
                fake::count(call::wait_for_room) == 0;
     }},
    {"send: EAGAIN after the first byte waits for room",
     [] {
         fake::answer.room_in_socket = 4;
         fake::fail(call::sendmsg, EAGAIN, 2, 1);
         return send_ten() == 0 && fake::count(call::wait_for_room) == 2;
     }},
    {"send: EINTR is never seen, wherever it comes",
     [] {
         fake::answer.room_in_socket = 4;
         fake::fail(call::sendmsg, EINTR, 2);
         fake::fail(call::sendmsg, EAGAIN, 1, 1);
         fake::fail(call::wait_for_room, EINTR, 2);
         return send_ten() == 0 && fake::count(call::wait_for_room) == 3;
     }},
    {"send: a failure half-way, or of the wait, is reported",
     [] {
         fake::answer.room_in_socket = 4;
         fake::fail(call::sendmsg, EPIPE, fake::for_ever, 1);
         const bool half_way = send_ten() == -1 && errno == EPIPE;
         fake::reset();
         fake::answer.room_in_socket = 4;
         fake::fail(call::sendmsg, EAGAIN, 1, 1);
         fake::fail(call::wait_for_room, ENOMEM);
         return half_way && send_ten() == -1 && errno == ENOMEM;
     }},
    {"send: what is wrong makes no call",
     [] {
         return anonshm_send(3, text, 0, two, 1) == -1 && errno == EINVAL &&
                anonshm_send(3, text, 1, two, 254) == -1 && fake::log_length == 0;
     }},
    {"send, receive, inherit: errno is left alone by a success, and nothing can be cancelled",
     [] {
         size_t count = 0;
         errno = ERANGE;
         char data;
         return anonshm_send(3, text, ten, two, 1) == 0 &&
                anonshm_receive(3, &data, 1, nullptr, &count) == 0 &&
                anonshm_inherit(5, 5) == 0 && anonshm_inherit(5, 6) == 0 && errno == ERANGE &&
                fake::cancellable() == 0;
     }},
    {"receive: EINTR is never seen",
     [] {
         size_t count = 5;
         fake::incoming = five;
         fake::fail(call::recvmsg, EINTR, 3);
         return receive_with_room(&count) == 1 && count == 5 && fake::objects_open() == 5;
     }},
    {"receive: an error has no descriptors",
     [] {
         size_t count = 5;
         fake::fail(call::recvmsg, ECONNRESET);
         return receive_with_room(&count) == -1 && errno == ECONNRESET && count == 0;
     }},
    {"receive: what does not fit is closed with the rest",
     [] {
         size_t count = 4;
         fake::incoming = five;
         return receive_with_room(&count) == -1 && errno == EMSGSIZE && count == 0 &&
                fake::objects_open() == 0;
     }},
    {"receive: a message that claims to be longer than it is, as on macOS, is closed",
     [] {
         size_t count = 8;
         fake::incoming = cut_off;
         return receive_with_room(&count) == -1 && errno == EMSGSIZE && count == 0 &&
                fake::objects_open() == 0;
     }},
    {"receive: a descriptor that cannot be made close-on-exec is not handed out",
     [] {
         size_t count = 8;
         fake::incoming = five;
         fake::fail(call::received, ENOMEM, 1, 2);
         return receive_with_room(&count) == -1 && count == 0 && fake::objects_open() == 0;
     }},
    {"receive: of 200,000 random control messages no descriptor is lost",
     [] {
         for (uint32_t seed = 1; seed <= 200000; ++seed)
             if (!nothing_is_lost(seed, random_control))
                 return false;
         return true;
     }},
    {"receive: 20,000 times junk does no harm",
     [] {
         for (uint32_t seed = 1; seed <= 20000; ++seed)
             if (!no_junk_is_an_offence(seed))
                 return false;
         return true;
     }},
    {"inherit: another number is one dup2, its own one fcntl; EINTR is never seen",
     [] {
         fake::fail(call::dup2, EINTR, 2);
         fake::fail(call::keep_on_exec, EINTR, 2);
         return anonshm_inherit(5, 6) == 0 && fake::count(call::keep_on_exec) == 0 &&
                anonshm_inherit(5, 5) == 0 && fake::count(call::dup2) == 3 &&
                last_call().flags == 5;
     }},
    {"inherit: EBADF, and EINVAL without a call",
     [] {
         fake::fail(call::dup2, EBADF);
         return anonshm_inherit(5, 6) == -1 && errno == EBADF && anonshm_inherit(5, -1) == -1 &&
                errno == EINVAL && fake::log_length == 1;
     }},
};

const group these{cases};

} // namespace

} // namespace check
