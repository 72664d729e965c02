// SPDX-License-Identifier: MIT
// shm_open(3) and its relatives: the object's name, and the normal form.

#include "../methods.h"

#include <string.h>
#include <sys/stat.h>

namespace check {

namespace {

using fake::call;
using fake::for_ever;

constexpr test_case cases[] = {
    {"shm_open: O_RDWR, O_CREAT, O_EXCL, mode 0600; O_CLOEXEC where it closes a window",
     [] {
         return serves(open_by("shm_open")) && creation(0).mode == 0600 && creations() == 1 &&
                creation(0).flags == (O_RDWR | O_CREAT | O_EXCL | shm_cloexec);
     }},
    {"shm_open: on EINVAL once more under the same name, without O_CLOEXEC",
     [] {
         fake::fail(call::shm_open, EINVAL, 1);
         const anonshm_handle object = open_by("shm_open");
         if (shm_cloexec == 0)
             return fails_with(EINVAL, object) && creations() == 1;
         return serves(object) && creation(1).flags == (O_RDWR | O_CREAT | O_EXCL) &&
                strcmp(creation(0).text, creation(1).text) == 0;
     }},
    {"shm_open: ANONSHM_EXEC gives the owner the execute bit",
     [] { return serves(open_by("shm_open", ANONSHM_EXEC)) && creation(0).mode == 0700; }},
    {"shm_open: close-on-exec is set where the probes did not find it set",
     [] { return serves(open_by("shm_open")) && fake::count(call::set_close_on_exec) == 1; }},
    {"shm_open: at most 8 names, all different",
     [] {
         fake::fail(call::shm_open, EEXIST);
         if (!fails_with(EEXIST, open_by("shm_open")) || fake::count(call::shm_open) != 8)
             return false;
         for (int i = 0; i < 8; ++i)
             for (int j = 0; j < i; ++j)
                 if (strcmp(creation(i).text, creation(j).text) == 0)
                     return false;
         return true;
     }},
    {"shm_open: another process's object is not removed",
     [] {
         fake::fail(call::shm_open, EEXIST);
         open_by("shm_open");
         return fake::count(call::shm_unlink) == 8 * removals_before &&
                last_call().what == call::shm_open;
     }},
    {"shm_open: a refusal may have left an object (OpenBSD), which is removed",
     [] {
         fake::fail(call::shm_open, EPERM);
         fake::fail(call::shm_unlink, ENOENT);
         return fails_with(EPERM, open_by("shm_open")) && last_call().what == call::shm_unlink;
     }},
    {"shm_open: a name that cannot be removed is reported, and the object given up",
     [] {
         fake::fail(call::shm_unlink, EACCES, for_ever, removals_before);
         open_by("shm_open");
         return errno == EACCES && fake::objects_open() == 0 && fake::names_left() == 1;
     }},
    {"shm_open: no object is made where a filter refuses to remove names",
     [] {
         fake::fail(call::shm_unlink, EPERM);
         return !recognises_file_systems ||
                (fails_with(EPERM, open_by("shm_open")) && fake::count(call::shm_open) == 0);
     }},
    {"shm_open: no object is made in a /dev/shm on a disk, or without room",
     [] {
         fake::answer.file_system = ext4;
         const bool no_disk = fails_with(ENOTSUP, open_by("shm_open"));
         fake::answer.file_system = tmpfs;
         fake::answer.room = 4096;
         refuse_before(find("shm_open"));
         anonshm_create(4097, 0);
         return !recognises_file_systems || (no_disk && fake::count(call::shm_open) == 0);
     }},
    {"shm_open: ANONSHM_EXEC whatever the umask, as far as the mode can be set",
     [] {
         fake::fail(call::fchmod, EINVAL, for_ever, 1);
         if (!serves(open_by("shm_open", ANONSHM_EXEC)) || open_by("shm_open") == -1)
             return false;
         const bool mode_is_set = fake::count(call::fchmod) == 1;
         fake::answer.mode = S_IFREG | 0600;
         const anonshm_handle refused = open_by("shm_open", ANONSHM_EXEC);
         fake::answer.mode = S_IFREG | 0700;
         return mode_is_set && refused == -1 && errno == EINVAL &&
                open_by("shm_open", ANONSHM_EXEC) != -1;
     }},
    {"shm_open: where removing it takes a descriptor, there is one when the object is closed",
     [] {
         fake::fail(call::shm_unlink, EMFILE, 1, removals_before);
         return fails_with(EMFILE, open_by("shm_open")) && fake::objects_open() == 0 &&
                fake::names_left() == 0;
     }},
    {"shm_open: removing the name is not given up for a signal",
     [] {
         fake::fail(call::shm_unlink, EINTR, 3);
         return serves(open_by("shm_open"));
     }},
    {"shm_open: a descriptor that cannot be written is refused (Haiku)",
     [] {
         fake::answer.access_mode = O_RDONLY;
         return fails_with(ENOTSUP, open_by("shm_open"));
     }},
    {"shm_open: a descriptor that stays open on exec is refused",
     [] {
         fake::fail(call::set_close_on_exec, EIO);
         return fails_with(EIO, open_by("shm_open"));
     }},
    {"shm_open: on Linux a directory on a disk is refused",
     [] {
         fake::answer.file_system = ext4;
         const anonshm_handle object = open_by("shm_open");
         return recognises_file_systems ? fails_with(ENOTSUP, object) : serves(object);
     }},
    {"shm_mkstemp: not called unless creating is known to work",
     [] {
         fake::fail(call::shm_open, EMFILE);
         return fails_with(EMFILE, open_by("shm_mkstemp")) &&
                fake::count(call::shm_mkstemp) == 0;
     }},
    {"shm_mkstemp: the proof is gone before it is called",
     [] {
         return serves(open_by("shm_mkstemp")) && fake::count(call::close) == 1 &&
                fake::count(call::shm_unlink) == 2 + removals_before;
     }},
    {"shm_anon: ANONSHM_EXEC whatever the umask",
     [] {
         return serves(open_by("shm_anon", ANONSHM_EXEC)) && fake::count(call::fchmod) == 1;
     }},
    {"shm_anon: read-write, and closed on exec",
     [] { return serves(open_by("shm_anon")) && fake::count(call::set_close_on_exec) == 1; }},
    {"android: closed on exec",
     [] {
         const method &android = find("android");
         refuse_before(android);
         return serves(open_for(android)) && fake::count(call::ashmem) == 1 &&
                fake::count(call::set_close_on_exec) == 1;
     }},
};

const group these{cases};

} // namespace

} // namespace check
