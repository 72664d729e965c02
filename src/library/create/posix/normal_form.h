// SPDX-License-Identifier: MIT
// The normal form: what every descriptor is when a method yields it.

#ifndef ANONSHM_NORMAL_FORM_H
#define ANONSHM_NORMAL_FORM_H

#include "../../handle.h"
#include "../request.h"

namespace anonshm {

// The call that a new descriptor comes from. Its name, if it had one, is already removed.
enum class origin {
    memfd,        // memfd_create(2)
    noexec_memfd, // memfd_create(2) with MFD_NOEXEC_SEAL
    shm_anon,     // shm_open(SHM_ANON)
    shm_object,   // shm_open(3) and shm_mkstemp(3)
    ashmem,       // ASharedMemory_create
    memory_file,  // open(2) with O_TMPFILE or mkostemp(3), where memory is wanted
    disk_file,    // the same where a disk will do
};

// Brings the descriptor into the normal form, as far as its origin has not done so, and sets
// the size if one is given. Returns it, or closes it if that fails: -1 and errno, which is
// ENOTSUP for one that is not open for reading and writing, or is on a disk unasked. A
// descriptor of -1 is returned with its errno.
int normal_form(int fd, origin from, const request &wanted);

} // namespace anonshm

#endif
