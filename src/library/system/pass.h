// SPDX-License-Identifier: MIT
// The interface to the operating system for handing objects to other processes.

#ifndef ANONSHM_SYSTEM_PASS_H
#define ANONSHM_SYSTEM_PASS_H

#include "system.h"

struct msghdr;

namespace anonshm {

// Sockets
long sys_sendmsg(int socket, const struct msghdr *message); // sendmsg, without SIGPIPE
long sys_recvmsg(int socket, struct msghdr *message); // recvmsg, close-on-exec where it can
int sys_wait_for_room(int socket);                    // poll, POLLOUT
int sys_received(int fd); // what recvmsg could not: F_SETFD; nothing where it could

// Windows
int sys_duplicate_to(void *process, anonshm_handle object, anonshm_handle *copy);

} // namespace anonshm

#endif
