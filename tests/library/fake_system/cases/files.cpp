// SPDX-License-Identifier: MIT
// Files: the directories in which they are created, and the normal form.

#include "../methods.h"

#include <initializer_list>
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
    {"o_tmpfile: /dev/shm, /run/shm, $XDG_RUNTIME_DIR; $TMPDIR and /tmp if they are in memory",
     [] {
         fake::answer.temporary_system = tmpfs;
         fake::fail(call::open, EROFS);
         const bool refused = refused_in_each_directory("o_tmpfile", EROFS);
         return refused && creations() == (recognises_file_systems ? 5 : 3) &&
                (!recognises_file_systems || (strcmp(creation(3).text, "/scratch") == 0 &&
                                              strcmp(creation(4).text, "/tmp") == 0));
     }},
    {"o_tmpfile: nothing in $TMPDIR and /tmp if they are on a disk, or cannot be queried",
     [] {
         fake::fail(call::open, EROFS);
         const bool on_disk = refused_in_each_directory("o_tmpfile", EROFS) && creations() == 3;
         fake::answer.temporary_system = tmpfs;
         fake::fail(call::file_system_at, EPERM);
         return on_disk && refused_in_each_directory("o_tmpfile", EROFS) && creations() == 6;
     }},
    {"o_tmpfile: $TMPDIR and /tmp on a disk do not hide another directory's errno",
     [] {
         fake::answer.room = 0;
         fake::fail(call::open, ENOENT);
         return refused_in_each_directory("o_tmpfile", ENOENT);
     }},
    {"o_tmpfile: ANONSHM_EXEC not where it is mounted noexec, and nothing is created there",
     [] {
         fake::answer.is_noexec = true;
         return !recognises_file_systems ||
                (fails_with(EACCES, open_by("o_tmpfile", ANONSHM_EXEC)) && creations() == 0 &&
                 serves(open_by("o_tmpfile")));
     }},
    {"o_tmpfile: ANONSHM_EXEC whatever the umask",
     [] {
         return serves(open_by("o_tmpfile", ANONSHM_EXEC)) && fake::count(call::fchmod) == 1;
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
    {"o_tmpfile: nothing is created in a directory that is not in memory",
     [] {
         fake::answer.file_system = ext4;
         return refused_in_each_directory("o_tmpfile", ENOTSUP) && creations() == 0;
     }},
    {"o_tmpfile: a file that is not in memory is refused, where that shows only then",
     [] {
         fake::answer.file_system = ext4;
         fake::fail(call::file_system_at, EPERM);
         return !recognises_file_systems ||
                (refused_in_each_directory("o_tmpfile", ENOTSUP) && creations() == 3);
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
         fake::fail(call::file_system, ENOSYS);
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
    {"mkostemp: a name that cannot be removed is reported, and no other is made",
     [] {
         fake::fail(call::unlink, EPERM, for_ever, removals_before);
         open_by("mkostemp");
         return errno == EPERM && fake::objects_open() == 0 && fake::names_left() == 1;
     }},
    {"a name that cannot be removed: no further method makes one",
     [] {
         refuse_before(find("shm_open"));
         for (const call what : {call::unlink, call::shm_unlink})
             fake::fail(what, EACCES, for_ever, removals_before);
         fake::fail(call::open, ENOTSUP, for_ever, 0, "/scratch");
         anonshm_open(0);
         const bool refused = errno == EACCES && fake::names_left() == 1;
         return refused && fake::count(call::mkostemp) == 0 &&
                fake::count(call::shm_mkstemp) == 0;
     }},
    {"a name that cannot be removed: a file that never has one may serve",
     [] {
         refuse_before(find("shm_open"));
         fake::fail(call::shm_unlink, EACCES, for_ever, removals_before);
         return anonshm_open(ANONSHM_ALLOW_DISK) != -1 && fake::count(call::mkostemp) == 0 &&
                strcmp(creation(creations() - 1).text, "/scratch") == 0;
     }},
    {"mkostemp: no file is made where a filter refuses to remove names",
     [] {
         fake::fail(call::unlink, EPERM);
         return !recognises_file_systems ||
                (fails_with(EPERM, open_by("mkostemp")) && fake::count(call::mkostemp) == 0);
     }},
    {"mkostemp: nothing is created in a directory that is not in memory",
     [] {
         fake::answer.file_system = ext4;
         return refused_in_each_directory("mkostemp", ENOTSUP) && creations() == 0;
     }},
    {"mkostemp: a file that is not in memory is refused, and its name is gone",
     [] {
         fake::answer.file_system = ext4;
         fake::fail(call::file_system_at, EPERM);
         return !recognises_file_systems || (refused_in_each_directory("mkostemp", ENOTSUP) &&
                                             fake::count(call::unlink) == 6);
     }},
    {"mkostemp: a path that is too long is refused",
     [] {
         static char path[600] = "/";
         memset(path + 1, 'a', sizeof path - 2);
         fake::fail(call::mkostemp, ENOENT);
         fake::answer.runtime_dir = path;
         return fails_with(ENAMETOOLONG, open_by("mkostemp"));
     }},
    {"temporary_file: without a name where the directory can",
     [] {
         return serves(open_by("temporary_file", ANONSHM_ALLOW_DISK)) && creations() == 1 &&
                creation(0).what == call::open && strcmp(creation(0).text, "/scratch") == 0 &&
                creation(0).flags ==
                    (static_cast<unsigned>(ANONSHM_O_TMPFILE) | O_EXCL | O_RDWR | O_CLOEXEC);
     }},
    {"temporary_file: $TMPDIR, /tmp, /var/tmp",
     [] {
         static const char *const directories[] = {"/scratch", "/tmp", "/var/tmp"};
         fake::fail(call::open, ENOTSUP);
         fake::fail(call::mkostemp, EROFS);
         if (!refused_in_each_directory("temporary_file", EROFS) || creations() != 6)
             return false;
         for (int n = 0; n < 6; ++n)
             if (!begins_with(creation(n).text, directories[n / 2]) ||
                 creation(n).what != (n % 2 == 0 ? call::open : call::mkostemp))
                 return false;
         return true;
     }},
    {"temporary_file: not where there is no room, or where it is mounted noexec",
     [] {
         fake::answer.is_noexec = true;
         return !recognises_file_systems ||
                (fails_with(EACCES,
                            open_by("temporary_file", ANONSHM_ALLOW_DISK | ANONSHM_EXEC)) &&
                 creations() == 0);
     }},
    {"temporary_file: ANONSHM_EXEC gives the owner the execute bit, or it is refused",
     [] {
         const unsigned flags = ANONSHM_ALLOW_DISK | ANONSHM_EXEC;
         fake::answer.mode = S_IFREG | 0600;
         fake::fail(call::fchmod, EPERM, for_ever, 1);
         return serves(open_by("temporary_file", flags)) &&
                open_by("temporary_file", flags) == -1 && errno == EPERM;
     }},
};

const group these{cases};

} // namespace

} // namespace check
