/* SPDX-License-Identifier: MIT */
/*
 * Included before everything else (-include), it makes the fake system's tests those of another
 * operating system: -DSYSTEM is the macro that its compilers define. The headers are this
 * one's.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#undef __linux__
