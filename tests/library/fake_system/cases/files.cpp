// Files: the directories in which they are created, and the normal form.

#include "../check.h"

#include <string.h>
#include <sys/stat.h>

namespace check {

namespace {

using fake::call;
using fake::for_ever;

bool refused_in_each_directory(const char *method, int error) {
    return fails_with(error, open_by(method, ANONSHM_ALLOW_DISK));
}

constexpr test_case cases[] = {
    {"o_tmpfile: O_TMPFILE with O_EXCL, read-write, close-on-exec, mode 0600",
     [] {
         open_by("o_tmpfile");
         return creation(0).mode == 0600 &&
                creation(0).flags ==
                    (static_cast<unsigned>(ANONSHM_O_TMPFILE) | O_EXCL | O_RDWR | O_CLOEXEC);
     }},
    {"o_tmpfile: /dev/shm, /run/shm, $XDG_RUNTIME_DIR",
     [] {
         fake::fail(call::open, EROFS);
         return refused_in_each_directory("o_tmpfile", EROFS) &&
                strcmp(creation(0).text, "/dev/shm") == 0 &&
                strcmp(creation(1).text, "/run/shm") == 0 &&
                strcmp(creation(2).text, "/run/user/1") == 0 && creations() == 3;
     }},
    {"o_tmpfile: ENOENT does not hide another directory's errno",
     [] {
         fake::fail(call::open, EROFS, for_ever, 0, "/dev/shm");
         fake::fail(call::open, ENOENT, for_ever, 0, "/run");
         return refused_in_each_directory("o_tmpfile", EROFS);
     }},
    {"o_tmpfile: nothing but missing directories is ENOENT",
     [] {
         fake::fail(call::open, ENOENT);
         return refused_in_each_directory("o_tmpfile", ENOENT);
     }},
    {"o_tmpfile: a file that is not in memory is refused, in every directory",
     [] {
         fake::answer.file_system = ext4;
         return refused_in_each_directory("o_tmpfile", ENOTSUP) && creations() > 2;
     }},
    {"o_tmpfile: ramfs and hugetlbfs are memory as well",
     [] {
         fake::answer.file_system = 0x858458f6;
         const anonshm_handle ramfs = open_by("o_tmpfile");
         fake::answer.file_system = 0x958458f6;
         const anonshm_handle hugetlbfs = open_by("o_tmpfile");
         return (ramfs != -1 && hugetlbfs != -1) == recognises_file_systems;
     }},
    {"o_tmpfile: what cannot be checked is refused",
     [] {
         fake::fail(call::file_system_type, ENOSYS);
         return refused_in_each_directory("o_tmpfile",
                                          recognises_file_systems ? ENOSYS : ENOTSUP);
     }},
    {"$XDG_RUNTIME_DIR: not if it is another user's",
     [] {
         fake::fail(call::open, ENOENT);
         fake::answer.directory_owner = 0;
         open_by("o_tmpfile");
         return creations() == 2;
     }},
    {"$XDG_RUNTIME_DIR: not if others may enter",
     [] {
         fake::fail(call::open, ENOENT);
         fake::answer.directory_mode |= 0010;
         open_by("o_tmpfile");
         return creations() == 2;
     }},
    {"$XDG_RUNTIME_DIR: not if it is no directory, or no absolute path",
     [] {
         fake::fail(call::open, ENOENT);
         fake::answer.directory_mode = S_IFREG | 0700;
         open_by("o_tmpfile");
         fake::answer.directory_mode = S_IFDIR | 0700;
         fake::answer.runtime_dir = "run";
         open_by("o_tmpfile");
         return fake::count(call::open) == 4;
     }},
    {"mkostemp: a name that cannot be removed is reported, and the file given up",
     [] {
         fake::fail(call::unlink, EPERM);
         open_by("mkostemp");
         return errno == EPERM && fake::objects_open() == 0;
     }},
    {"mkostemp: a file that is not in memory is refused, and its name is gone",
     [] {
         fake::answer.file_system = ext4;
         return refused_in_each_directory("mkostemp", ENOTSUP) &&
                fake::count(call::unlink) == 3;
     }},
    {"mkostemp: a path that is too long is refused",
     [] {
         static char path[600] = "/";
         memset(path + 1, 'a', sizeof path - 2);
         fake::fail(call::mkostemp, ENOENT);
         fake::answer.runtime_dir = path;
         return fails_with(ENAMETOOLONG, open_by("mkostemp"));
     }},
    {"temporary_file: $TMPDIR, /tmp, /var/tmp",
     [] {
         fake::fail(call::mkostemp, EROFS);
         return refused_in_each_directory("temporary_file", EROFS) &&
                begins_with(creation(0).text, "/scratch/") &&
                begins_with(creation(1).text, "/tmp/") &&
                begins_with(creation(2).text, "/var/tmp/") && creations() == 3;
     }},
    {"temporary_file: ANONSHM_EXEC gives the owner the execute bit, or it is refused",
     [] {
         const unsigned flags = ANONSHM_ALLOW_DISK | ANONSHM_EXEC;
         fake::fail(call::fchmod, EPERM, for_ever, 1);
         return serves(open_by("temporary_file", flags)) &&
                open_by("temporary_file", flags) == -1 && errno == EPERM;
     }},
};

const group these{cases};

} // namespace

} // namespace check
