// SPDX-License-Identifier: MIT
// Does O_TMPFILE work in this directory?
//
// It depends on the file system (overlayfs and 9p refuse: EOPNOTSUPP) and on the kernel: before
// 3.11 the flags read as opening a directory for writing (EISDIR).
// Source: open(2), "O_TMPFILE"; linux fs/open.c, build_open_flags.

#include "../support/directory.h"

ANONSHM_PROBE_BEGIN

answer o_tmpfile_works(const char *name) {
#if defined O_TMPFILE
    const int fd = open(directory_path(name), O_TMPFILE | O_EXCL | O_RDWR, 0600);
    if (fd == -1)
        return no(error_name(errno));
    close(fd);
    return yes_or_no(true);
#else
    (void)name;
    return no("the headers have no O_TMPFILE");
#endif
}

ANONSHM_PROBE_END
