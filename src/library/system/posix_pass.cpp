// SPDX-License-Identifier: MIT
#include "again.h"
#include "pass.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>
#if defined __linux__
# include <sys/syscall.h>
#endif

namespace anonshm {

// Linux has both flags since 2.2 and 2.6.23, with the same numbers on every processor
// (include/linux/socket.h), but klibc's headers have neither. macOS's newer headers have
// MSG_NOSIGNAL, which its older kernels ignore. A test does without, as other systems do.
// Whether there is a flag cannot be asked by its value: in glibc they are enumerators.
#if defined ANONSHM_NO_MESSAGE_FLAGS
#elif defined __linux__
# define ANONSHM_SEND_FLAGS 0x4000
# define ANONSHM_RECEIVE_FLAGS 0x40000000
#else
# if defined MSG_NOSIGNAL && !defined __APPLE__
#  define ANONSHM_SEND_FLAGS MSG_NOSIGNAL
# endif
# if defined ANONSHM_MSG_CMSG_CLOEXEC
#  define ANONSHM_RECEIVE_FLAGS ANONSHM_MSG_CMSG_CLOEXEC
# endif
#endif

// Where long has 64 bits, musl's function refuses more than 1024 bytes of control messages,
// which is 252 descriptors (src/network/sendmsg.c). The call beneath takes the same structure,
// as its padding is zero.
#if defined __linux__ && defined __LP64__ && defined SYS_sendmsg && ANONSHM_HAVE_SYSCALL &&    \
    !defined __GLIBC__
static long call_sendmsg(int socket, const msghdr *message, int flags) {
    return message->msg_controllen > 1024 ? syscall(SYS_sendmsg, socket, message, flags)
                                          : sendmsg(socket, message, flags);
}
#else
static long call_sendmsg(int socket, const msghdr *message, int flags) {
    return sendmsg(socket, message, flags);
}
#endif

#if defined ANONSHM_SEND_FLAGS
long sys_sendmsg(int socket, const msghdr *message) {
    return call_sendmsg(socket, message, ANONSHM_SEND_FLAGS);
}
#elif defined SO_NOSIGPIPE
// Where it is there alone, on macOS, SIGPIPE is sent to the process
// (bsd/kern/uipc_syscalls.c): no mask of a thread would help.
long sys_sendmsg(int socket, const msghdr *message) {
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    return call_sendmsg(socket, message, 0);
}
#else
// The signal of a write is sent to the thread that writes (POSIX, write()). One that was
// pending before stays so.
long sys_sendmsg(int socket, const msghdr *message) {
    sigset_t pipe, before, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, &before);
    sigpending(&pending);
    const long sent = call_sendmsg(socket, message, 0);
    const int error = errno;
    if (sent == -1 && error == EPIPE && sigismember(&pending, SIGPIPE) == 0) {
        const timespec none = {};
        again([&] { return sigtimedwait(&pipe, nullptr, &none); });
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    errno = error;
    return sent;
}
#endif

#if defined ANONSHM_RECEIVE_FLAGS
long sys_recvmsg(int socket, msghdr *message) {
    return recvmsg(socket, message, ANONSHM_RECEIVE_FLAGS);
}
int sys_received(int) {
    return 0;
}
#else
long sys_recvmsg(int socket, msghdr *message) {
    return recvmsg(socket, message, 0);
}
int sys_received(int fd) {
    return sys_set_close_on_exec(fd);
}
#endif

int sys_wait_for_room(int socket) {
    pollfd waiting = {socket, POLLOUT, 0};
    return poll(&waiting, 1, -1);
}

} // namespace anonshm
