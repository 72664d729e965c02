// Does O_TMPFILE work in this folder?
//
// It depends on the file system (overlayfs and 9p refuse: EOPNOTSUPP) and on the kernel: before
// 3.11 the flags read as opening a directory for writing (EISDIR).
// Source: open(2), "O_TMPFILE"; linux fs/open.c, build_open_flags.

#include "../support/directory.h"

namespace anonshm_probe {

answer o_tmpfile_works(const char *folder) {
#if defined O_TMPFILE
    const int fd = open(folder_path(folder), O_TMPFILE | O_EXCL | O_RDWR, 0600);
    if (fd == -1)
        return say("false", "%s", error_name(errno));
    close(fd);
    return yes_or_no(true);
#else
    (void)folder;
    return say("false", "%s", "the headers have no O_TMPFILE");
#endif
}

} // namespace anonshm_probe
