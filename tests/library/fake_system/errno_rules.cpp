// Every errno rule of the chain on every method, and what else must happen when a call fails,
// on a system that is told what to answer. Needs no privileges and no particular kernel.
//
// Prints a table and the cases; exit 0: all as expected, 1: not.

#include "fake_system.h"

#include "../../../src/library/create/posix/name.h"

#include <errno.h>
#include <initializer_list>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

using fake::call;
using fake::for_ever;

namespace {

// -- What can be seen from outside ---------------------------------------------------------

bool is_creating(const fake::logged_call &entry) {
    return entry.what <= call::last_creating && strcmp(entry.text, "/dev/urandom") != 0;
}

int creations() {
    int found = 0;
    for (int i = 0; i < fake::log_length; ++i)
        found += is_creating(fake::log[i]);
    return found;
}

// The n-th call that creates something.
const fake::logged_call &creation(int n) {
    static const fake::logged_call nothing = {call::getrandom, "", 0, 0};
    for (int i = 0; i < fake::log_length; ++i)
        if (is_creating(fake::log[i]) && n-- == 0)
            return fake::log[i];
    return nothing;
}

bool begins_with(const char *text, const char *beginning) {
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

// Nothing is left behind: no name, and no object but the one that was handed out.
bool is_clean(anonshm_handle handed_out) {
    const int objects = handed_out == ANONSHM_INVALID_HANDLE ? 0 : 1;
    return fake::objects_open() == objects && fake::names_left() == 0;
}

bool serves(anonshm_handle object) {
    return object != ANONSHM_INVALID_HANDLE && is_clean(object);
}

bool fails_with(int error, anonshm_handle object) {
    return object == ANONSHM_INVALID_HANDLE && errno == error && is_clean(object);
}

void print_log() {
    for (int i = 0; i < fake::log_length; ++i)
        printf("      call %d \"%s\" flags 0x%x mode 0%o\n",
               static_cast<int>(fake::log[i].what), fake::log[i].text, fake::log[i].flags,
               fake::log[i].mode);
}

// -- The methods ---------------------------------------------------------------------------

struct method_under_test {
    const char *name;
    call creating;
    const char *where; // its first place, if it has places
};

constexpr method_under_test methods[] = {
    {"memfd_syscall", call::memfd_syscall, ""}, {"memfd_create", call::memfd_create, ""},
    {"shm_anon", call::shm_anon, ""},           {"android", call::ashmem, ""},
    {"windows_section", call::section, ""},     {"o_tmpfile", call::open, "/dev/shm"},
    {"shm_open", call::shm_open, ""},           {"shm_mkstemp", call::shm_mkstemp, ""},
    {"mkostemp", call::mkostemp, "/dev/shm"},   {"temporary_file", call::mkostemp, "/scratch"},
};

// Leaves nothing above the method that serves.
void refuse_before(const method_under_test &tested) {
    for (const method_under_test &earlier : methods) {
        if (earlier.name == tested.name)
            return;
        if (earlier.creating == call::shm_open && tested.creating == call::shm_mkstemp)
            fake::fail(call::shm_open, ENOSYS, 1); // the second proves that shm_mkstemp may
        else if (earlier.where[0] == '\0')
            fake::fail(earlier.creating, ENOSYS);
        else
            for (const char *place : {"/dev/shm", "/run/"})
                fake::fail(earlier.creating, ENOSYS, for_ever, 0, place);
    }
}

anonshm_handle open_for(const method_under_test &tested) {
    const bool sized = tested.creating == call::ashmem || tested.creating == call::section;
    return sized ? anonshm_create(4096, ANONSHM_ALLOW_DISK) : anonshm_open(ANONSHM_ALLOW_DISK);
}

// -- The rules: errno by method ------------------------------------------------------------

constexpr struct {
    char letter;
    const char *word;
    const char *meaning;
} steps[] = {
    {'f', "flags", "the same method with weaker flags"},
    {'m', "method", "the next method"},
    {'p', "place", "the next directory"},
    {'n', "name", "a new name"},
    {'a', "again", "the same call"},
    {'s', "stop", "-1 at once"},
};

struct rule {
    const char *name;
    int error;
    const char *expected; // a step for each method
    bool remembered;      // does the next call spare itself the method that failed?
};

#if defined EDQUOT
constexpr int over_quota = EDQUOT;
#else
constexpr int over_quota = ENOSPC;
#endif

constexpr rule rules[] = {
    // A letter for each of: memfd_syscall, memfd_create, shm_anon, android, windows_section,
    // o_tmpfile, shm_open, shm_mkstemp, mkostemp, temporary_file.
    {"EINVAL", EINVAL, "ffmmmpmmpp", true},
    {"ENOSYS", ENOSYS, "mmmmmpmmpp", true},
    {"EPERM", EPERM, "mmmmmpmmpp", true},
    {"EACCES", EACCES, "mmmmmpmmpp", true},
    {"ENOTSUP", ENOTSUP, "mmmmmpmmpp", true},
    {"EOPNOTSUPP", EOPNOTSUPP, "mmmmmpmmpp", true},
    {"EISDIR", EISDIR, "mmmmmpmmpp", true},
    {"ENOENT", ENOENT, "mmmmmpmmpp", true},
    {"ENOTDIR", ENOTDIR, "mmmmmpmmpp", true},
    {"EROFS", EROFS, "mmmmmpmmpp", true},
    {"ENODEV", ENODEV, "mmmmmpmmpp", true},
    {"ENXIO", ENXIO, "mmmmmpmmpp", true},
    {"ENOSPC", ENOSPC, "mmmmmpmmpp", false},
    {"EDQUOT", over_quota, "mmmmmpmmpp", false},
    {"EFBIG", EFBIG, "mmmmmpmmpp", false},
    // mkostemp and shm_mkstemp have tried other names by themselves.
    {"EEXIST", EEXIST, "mmmmmpnmpp", false},
    // No Windows call is interrupted.
    {"EINTR", EINTR, "aaaamaaaaa", false},
    {"EMFILE", EMFILE, "ssssssssss", false},
    {"ENFILE", ENFILE, "ssssssssss", false},
    {"ENOMEM", ENOMEM, "ssssssssss", false},
    // What nobody foresaw: whatever it is, something else may serve.
    {"EIO", EIO, "mmmmmpmmpp", false},
};

// Whether both calls are in the same directory; O_TMPFILE's text is the directory itself.
bool same_place(const fake::logged_call &a, const fake::logged_call &b) {
    if (a.what == call::open)
        return strcmp(a.text, b.text) == 0;
    const long length = strrchr(a.text, '/') - a.text;
    return strrchr(b.text, '/') - b.text == length &&
           strncmp(a.text, b.text, static_cast<size_t>(length)) == 0;
}

// Whether shm_open's loop has ended between the two: then it sees to it that nothing is left
// under the name.
bool was_given_up(const fake::logged_call &failed, const fake::logged_call &then) {
    for (const fake::logged_call *between = &failed; between < &then; ++between)
        if (between->what == call::shm_unlink && strcmp(between->text, failed.text) == 0)
            return true;
    return false;
}

// What the library did after the call that failed. shm_mkstemp begins with a shm_open.
char step_between(const fake::logged_call &failed, const fake::logged_call &then) {
    if (then.what != failed.what || was_given_up(failed, then))
        return 'm';
    const bool in_a_place = failed.what == call::open || failed.what == call::mkostemp;
    if (in_a_place && !same_place(failed, then))
        return 'p';
    if (then.flags != failed.flags)
        return 'f';
    // A template is made anew each time; only shm_open's names are ours to change.
    return failed.what == call::shm_open && strcmp(then.text, failed.text) != 0 ? 'n' : 'a';
}

bool is_first_of(const method_under_test &tested, const fake::logged_call &entry) {
    return entry.what == tested.creating && begins_with(entry.text, tested.where);
}

char observed_step(const method_under_test &tested, int error) {
    fake::reset();
    refuse_before(tested);
    fake::fail(tested.creating, error, 1, 0, tested.where);
    errno = 0;
    const anonshm_handle object = open_for(tested);

    int n = 0;
    while (n < creations() && !is_first_of(tested, creation(n)))
        ++n;
    const char step = n + 1 < creations() ? step_between(creation(n), creation(n + 1)) : 's';
    const bool as_reported =
        step == 's' ? fails_with(error, object) : serves(object) && errno == 0;
    return as_reported ? step : '?';
}

// Whether the second of two calls begins behind a method that answers so for ever.
bool observed_memory(int error) {
    fake::reset();
    fake::fail(call::memfd_syscall, error, error == EINTR ? 1 : for_ever);
    anonshm_open(0);
    const int calls = fake::count(call::memfd_syscall);
    anonshm_open(0);
    return fake::count(call::memfd_syscall) == calls;
}

const char *word_for(char letter) {
    for (const auto &step : steps)
        if (step.letter == letter)
            return step.word;
    return "?";
}

bool check_rule(const rule &tested) {
    bool good = true;
    printf("%-10s", tested.name);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; ++i) {
        const char seen = observed_step(methods[i], tested.error);
        const bool same = seen == tested.expected[i];
        printf("  %-*s", static_cast<int>(strlen(methods[i].name)), word_for(seen));
        if (!same)
            printf("!=%s", word_for(tested.expected[i]));
        good = good && same;
    }
    const bool remembered = observed_memory(tested.error);
    printf("  %s%s\n", remembered ? "yes" : "no",
           remembered == tested.remembered ? "" : " (wrong)");
    return good && remembered == tested.remembered;
}

bool check_rules() {
    printf("%-10s", "errno");
    for (const method_under_test &column : methods)
        printf("  %s", column.name);
    printf("  remembered\n");
    bool good = true;
    for (const rule &row : rules)
        good = check_rule(row) && good;
    for (const auto &step : steps)
        printf("%s%s: %s", &step == steps ? "\n" : ", ", step.word, step.meaning);
    printf("\n\n");
    return good;
}

// -- What else must happen -----------------------------------------------------------------

anonshm_handle open_by(const char *method, unsigned flags = 0) {
    return anonshm_open_method(method, flags);
}

bool memfd_flags_are(std::initializer_list<unsigned> expected) {
    int n = 0;
    for (const unsigned flags : expected)
        if (creation(n++).flags != flags)
            return false;
    return creations() == n;
}

bool refused_place_by_place(const char *method, int error) {
    return fails_with(error, open_by(method, ANONSHM_ALLOW_DISK));
}

// Linux alone has these two, and there alone a file system can be recognised.
#if defined __linux__
constexpr unsigned noexec = 0x8, exec = 0x10;
constexpr bool knows_file_systems = true;
#else
constexpr unsigned noexec = 0, exec = 0;
constexpr bool knows_file_systems = false;
#endif
constexpr unsigned cloexec = 0x1, sealing = 0x2, huge = 0x4;

struct test_case {
    const char *sentence;
    bool (*holds)();
};

constexpr test_case memfd_cases[] = {
    {"memfd: one call is enough, with the strongest flags",
     [] {
         return serves(anonshm_open(0)) && fake::log_length == (noexec ? 1 : 2) &&
                fake::log[0].flags == (cloexec | sealing | noexec);
     }},
    {"memfd: without MFD_NOEXEC_SEAL the execute bits are taken away",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, 1);
         return serves(anonshm_open(0)) && fake::count(call::fchmod) == 1;
     }},
    {"memfd: with execute bits that cannot be taken away it is refused",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, 1);
         fake::fail(call::fchmod, EPERM);
         return fails_with(EPERM, open_by("memfd_syscall"));
     }},
    {"memfd: fchmod may fail where there are no execute bits (NetBSD)",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, 1);
         fake::fail(call::fchmod, EINVAL);
         fake::answer.mode = 0600;
         return serves(open_by("memfd_syscall"));
     }},
    {"memfd: the flags that were taken are remembered",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, 1);
         anonshm_open(0);
         fake::log_length = 0;
         return anonshm_open(0) != -1 && creation(0).flags == (cloexec | sealing) &&
                creations() == 1;
     }},
    {"memfd: flags refused for one choice are still asked for another",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, 1);
         anonshm_open(0);
         fake::log_length = 0;
         return anonshm_open(ANONSHM_ALLOW_DISK) != -1 &&
                creation(0).flags == (cloexec | sealing | noexec);
     }},
    {"memfd: ANONSHM_EXEC asks for MFD_EXEC and keeps the execute bits",
     [] {
         return serves(anonshm_open(ANONSHM_EXEC)) && fake::log_length == 1 &&
                fake::log[0].flags == (cloexec | sealing | exec);
     }},
    {"memfd: ANONSHM_EXEC falls back to a kernel without MFD_EXEC",
     [] {
         fake::fail(call::memfd_syscall, EINVAL, 1);
         return serves(anonshm_open(ANONSHM_EXEC)) && fake::count(call::fchmod) == 0;
     }},
    {"memfd: ANONSHM_EXEC under vm.memfd_noexec=2 (EACCES) goes to the next method",
     [] {
         fake::fail(call::memfd_syscall, EACCES);
         fake::fail(call::memfd_create, EACCES);
         return serves(anonshm_open(ANONSHM_EXEC)) && fake::count(call::shm_anon) == 1;
     }},
    {"memfd: ANONSHM_NO_SEALING does not ask for sealing, and forbids it where it came",
     [] {
         return serves(anonshm_open(ANONSHM_NO_SEALING)) &&
                (fake::log[0].flags & sealing) == 0 && fake::count(call::add_seals) == 1;
     }},
    {"memfd: ANONSHM_NO_SEALING leaves alone what is not sealable",
     [] {
         fake::answer.seals = 1;
         return serves(anonshm_open(ANONSHM_NO_SEALING)) && fake::count(call::add_seals) == 0;
     }},
    {"memfd: ANONSHM_NO_SEALING is content with what knows no seals",
     [] {
         fake::fail(call::get_seals, EINVAL);
         return serves(anonshm_open(ANONSHM_NO_SEALING));
     }},
    {"memfd: ANONSHM_NO_SEALING refuses what stays sealable",
     [] {
         fake::fail(call::add_seals, EPERM);
         return fails_with(EPERM, open_by("memfd_syscall", ANONSHM_NO_SEALING));
     }},
    {"memfd: ANONSHM_NO_SEALING does not ask twice for the same flags",
     [] {
         fake::fail(call::memfd_syscall, EINVAL);
         fails_with(EINVAL, open_by("memfd_syscall", ANONSHM_NO_SEALING));
         return noexec ? memfd_flags_are({cloexec | noexec, cloexec})
                       : memfd_flags_are({cloexec});
     }},
    {"memfd: ANONSHM_HUGE is never dropped, and nothing but memfd is asked",
     [] {
         fake::fail(call::memfd_syscall, EINVAL);
         fake::fail(call::memfd_create, ENOSYS);
         if (!fails_with(ENOSYS, anonshm_open(ANONSHM_HUGE)))
             return false;
         for (int n = 0; creations() > n; ++n)
             if (creation(n).what > call::memfd_create || !(creation(n).flags & huge))
                 return false;
         return true;
     }},
    {"memfd: ENOSYS for huge pages does not mean that there is no memfd",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS, 1);
         fake::fail(call::memfd_create, ENOSYS, 1);
         return fails_with(ENOSYS, anonshm_open(ANONSHM_HUGE)) && serves(anonshm_open(0)) &&
                fake::count(call::memfd_syscall) == 2;
     }},
};

constexpr test_case shm_cases[] = {
    {"shm_open: O_RDWR, O_CREAT, O_EXCL and the flag that the probes found harmless, mode 0600",
     [] {
         return serves(open_by("shm_open")) && creation(0).mode == 0600 &&
                creation(0).flags == (O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC);
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
    {"shm_open: somebody else's object is not removed",
     [] {
         fake::fail(call::shm_open, EEXIST);
         open_by("shm_open");
         return fake::count(call::shm_unlink) == 0;
     }},
    {"shm_open: a refusal may have left an object (OpenBSD), which is removed",
     [] {
         fake::fail(call::shm_open, EPERM);
         fake::fail(call::shm_unlink, ENOENT);
         return fails_with(EPERM, open_by("shm_open")) && fake::count(call::shm_unlink) == 1;
     }},
    {"shm_open: a name that cannot be removed is reported, and the object given up",
     [] {
         fake::fail(call::shm_unlink, EACCES);
         open_by("shm_open");
         return errno == EACCES && fake::objects_open() == 0;
     }},
    {"shm_open: where removing it takes a descriptor, there is one when the object is closed",
     [] {
         fake::fail(call::shm_unlink, EMFILE, 1);
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
         fake::answer.file_system = 0xef53; // ext4
         const anonshm_handle object = open_by("shm_open");
         return knows_file_systems ? fails_with(ENOTSUP, object) : serves(object);
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
                fake::count(call::shm_unlink) == 2;
     }},
    {"shm_anon: read-write, and closed on exec",
     [] { return serves(open_by("shm_anon")) && fake::count(call::set_close_on_exec) == 1; }},
};

constexpr test_case file_cases[] = {
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
         return refused_place_by_place("o_tmpfile", EROFS) &&
                strcmp(creation(0).text, "/dev/shm") == 0 &&
                strcmp(creation(1).text, "/run/shm") == 0 &&
                strcmp(creation(2).text, "/run/user/1") == 0 && creations() == 3;
     }},
    {"o_tmpfile: ENOENT does not hide what another directory said",
     [] {
         fake::fail(call::open, EROFS, for_ever, 0, "/dev/shm");
         fake::fail(call::open, ENOENT, for_ever, 0, "/run");
         return refused_place_by_place("o_tmpfile", EROFS);
     }},
    {"o_tmpfile: nothing but missing directories is ENOENT",
     [] {
         fake::fail(call::open, ENOENT);
         return refused_place_by_place("o_tmpfile", ENOENT);
     }},
    {"o_tmpfile: a file that is not in memory is refused, in every directory",
     [] {
         fake::answer.file_system = 0xef53; // ext4
         return refused_place_by_place("o_tmpfile", ENOTSUP) && creations() > 2;
     }},
    {"o_tmpfile: ramfs and hugetlbfs are memory as well",
     [] {
         fake::answer.file_system = 0x858458f6;
         const anonshm_handle ramfs = open_by("o_tmpfile");
         fake::answer.file_system = 0x958458f6;
         const anonshm_handle hugetlbfs = open_by("o_tmpfile");
         return (ramfs != -1 && hugetlbfs != -1) == knows_file_systems;
     }},
    {"o_tmpfile: what cannot be checked is refused",
     [] {
         fake::fail(call::file_system_type, ENOSYS);
         return refused_place_by_place("o_tmpfile", knows_file_systems ? ENOSYS : ENOTSUP);
     }},
    {"$XDG_RUNTIME_DIR: not if it is somebody else's",
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
         fake::answer.file_system = 0xef53; // ext4
         return refused_place_by_place("mkostemp", ENOTSUP) && fake::count(call::unlink) == 3;
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
         return refused_place_by_place("temporary_file", EROFS) &&
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

// Whether the name of an object is one that every system takes.
bool is_portable(const char *name) {
    return name[0] == '/' && strlen(name) <= 30 &&
           strspn(name + 1,
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
               strlen(name + 1);
}

constexpr test_case name_cases[] = {
    {"names: one slash, then [A-Za-z0-9._-], at most 30 bytes",
     [] {
         open_by("shm_open");
         open_by("shm_mkstemp");
         open_by("mkostemp");
         return is_portable(creation(0).text) && is_portable(creation(2).text) &&
                is_portable(creation(3).text + strlen("/dev/shm"));
     }},
    {"names: inside a snap they begin as snapd demands",
     [] {
         fake::answer.snap = "firefox_2";
         open_by("shm_open");
         open_by("mkostemp");
         return begins_with(creation(0).text, "/snap.firefox_2.") &&
                begins_with(creation(1).text, "/dev/shm/snap.firefox_2.");
     }},
    {"names: what cannot be a snap's name is ignored",
     [] {
         for (const char *bad :
              {"", "a/b", "../x", "a.b", "a b", "\xc3\xa4",
               "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
             fake::answer.snap = bad;
             open_by("shm_open");
         }
         for (int n = 0; n < 7; ++n)
             if (!is_portable(creation(n).text))
                 return false;
         return true;
     }},
    {"random: one source is enough",
     [] { return serves(open_by("shm_open")) && fake::count(call::open) == 0; }},
    {"random: /dev/urandom where getrandom is missing, forbidden or not ready",
     [] {
         for (const int error : {ENOSYS, EPERM, EAGAIN}) {
             fake::reset();
             fake::fail(call::getrandom, error);
             if (!serves(open_by("shm_open")) || fake::count(call::read) != 1)
                 return false;
         }
         return true;
     }},
    {"random: without a source no name is made",
     [] {
         fake::fail(call::getrandom, ENOSYS);
         fake::fail(call::open, ENOENT);
         return fails_with(ENOENT, open_by("shm_open")) && fake::count(call::shm_open) == 0;
     }},
    {"random: no descriptor left for /dev/urandom stops the chain",
     [] {
         for (const call earlier :
              {call::memfd_syscall, call::memfd_create, call::shm_anon, call::getrandom})
             fake::fail(earlier, ENOSYS);
         fake::fail(call::open, ENOSYS, for_ever, 0, "/dev/shm");
         fake::fail(call::open, ENOSYS, for_ever, 0, "/run");
         fake::fail(call::open, EMFILE, for_ever, 0, "/dev/urandom");
         return fails_with(EMFILE, anonshm_open(0)) && fake::count(call::mkostemp) == 0;
     }},
};

constexpr size_t room = ANONSHM_MAX_ATTEMPTS;

void refuse_everything() {
    for (const method_under_test &any : methods)
        fake::fail(any.creating, any.creating == call::mkostemp ? EROFS : ENOSYS);
}

void refuse_memfd() {
    fake::fail(call::memfd_syscall, ENOSYS);
    fake::fail(call::memfd_create, EPERM);
}

bool is_attempt(const anonshm_attempt &attempt, const char *method, int error) {
    return strcmp(attempt.method, method) == 0 && attempt.error == error;
}

constexpr test_case chain_cases[] = {
    {"errno is left alone by a success, whatever failed before it",
     [] {
         refuse_memfd();
         errno = ERANGE;
         return serves(anonshm_open(0)) && errno == ERANGE;
     }},
    {"when nothing serves, errno is that of the last method tried",
     [] {
         refuse_everything();
         return fails_with(EROFS, anonshm_open(0));
     }},
    {"a platform that has nothing for these flags answers ENOSYS",
     [] {
         refuse_everything();
         return fails_with(ENOSYS, anonshm_open(ANONSHM_HUGE));
     }},
    {"a file on disk only with ANONSHM_ALLOW_DISK",
     [] {
         refuse_everything();
         anonshm_open(0);
         const int in_memory = fake::count(call::mkostemp);
         anonshm_open(ANONSHM_ALLOW_DISK);
         return in_memory == 3 && fake::count(call::mkostemp) == 2 * in_memory + 3;
     }},
    {"where serving began is remembered",
     [] {
         refuse_memfd();
         anonshm_open(0);
         fake::log_length = 0;
         anonshm_open(0);
         return creation(0).what == call::shm_anon && creations() == 1;
     }},
    {"where it ceases to serve, everything is asked again",
     [] {
         refuse_memfd();
         fake::fail(call::shm_anon, EPERM, for_ever, 1); // a filter arrives
         anonshm_open(0);
         const anonshm_handle after = anonshm_open(0);
         fake::log_length = 0;
         const anonshm_handle later = anonshm_open(0);
         return after != -1 && later != -1 && creation(0).what == call::open &&
                creations() == 1;
     }},
    {"where serving began, no descriptor left stops the call",
     [] {
         refuse_memfd();
         fake::fail(call::shm_anon, EMFILE, for_ever, 1);
         anonshm_open(0);
         fake::log_length = 0;
         return anonshm_open(0) == -1 && errno == EMFILE && creations() == 1;
     }},
    {"a directory that is full now is asked again",
     [] {
         refuse_memfd();
         fake::fail(call::shm_anon, ENOSYS);
         fake::fail(call::open, ENOSPC, 3);
         const anonshm_handle by_shm_open = anonshm_open(0);
         fake::log_length = 0;
         return by_shm_open != -1 && anonshm_open(0) != -1 && creation(0).what == call::open &&
                creations() == 1;
     }},
    {"each set of flags is remembered by itself",
     [] {
         fake::fail(call::memfd_syscall, EACCES, 1);
         anonshm_open(ANONSHM_EXEC);
         fake::log_length = 0;
         anonshm_open(0);
         return creation(0).what == call::memfd_syscall;
     }},

    {"traced: every method that was tried, its errno, in order",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         refuse_memfd();
         return serves(anonshm_open_traced(0, tried, &count)) && count == 3 &&
                is_attempt(tried[0], "memfd_syscall", ENOSYS) &&
                is_attempt(tried[1], "memfd_create", EPERM) &&
                is_attempt(tried[2], "shm_anon", 0);
     }},
    {"traced: complete when nothing serves",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         refuse_everything();
         return fails_with(EROFS, anonshm_open_traced(ANONSHM_ALLOW_DISK, tried, &count)) &&
                count == 8 && is_attempt(tried[7], "temporary_file", EROFS);
     }},
    {"traced: begins at the top, whatever is remembered",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         refuse_memfd();
         anonshm_open(0);
         anonshm_open_traced(0, tried, &count);
         return count == 3;
     }},
    {"traced: ends where the chain is stopped",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         fake::fail(call::memfd_syscall, ENFILE);
         return fails_with(ENFILE, anonshm_open_traced(0, tried, &count)) && count == 1 &&
                is_attempt(tried[0], "memfd_syscall", ENFILE);
     }},
    {"traced: writes what fits, and needs no room",
     [] {
         anonshm_attempt tried[2] = {{"", 0}, {"untouched", 0}};
         size_t one = 1, none = 0;
         refuse_memfd();
         return anonshm_open_traced(0, tried, &one) != -1 && one == 1 &&
                is_attempt(tried[0], "memfd_syscall", ENOSYS) &&
                is_attempt(tried[1], "untouched", 0) &&
                anonshm_open_traced(0, nullptr, &none) != -1 && none == 0;
     }},
    {"traced: EINVAL without a count, or without the room that was promised",
     [] {
         anonshm_attempt tried[1];
         size_t count = 1;
         return fails_with(EINVAL, anonshm_open_traced(0, tried, nullptr)) &&
                fails_with(EINVAL, anonshm_open_traced(0, nullptr, &count)) && count == 1;
     }},

    {"by name: EINVAL for a method that there is not",
     [] { return fails_with(EINVAL, open_by("ashmem")) && fails_with(EINVAL, open_by("")); }},
    {"by name: EINVAL without a name", [] { return fails_with(EINVAL, open_by(nullptr)); }},
    {"by name: ENOTSUP for flags that the method cannot serve",
     [] {
         return fails_with(ENOTSUP, open_by("temporary_file")) &&
                fails_with(ENOTSUP, open_by("android")) &&
                fails_with(ENOTSUP, open_by("windows_section")) &&
                fails_with(ENOTSUP, open_by("shm_open", ANONSHM_HUGE)) && fake::log_length == 0;
     }},
    {"by name: no other method is tried",
     [] {
         fake::fail(call::memfd_syscall, ENOSYS);
         return fails_with(ENOSYS, open_by("memfd_syscall")) && fake::log_length == 1;
     }},

    {"unknown flags are refused before anything is called",
     [] {
         anonshm_attempt tried[room];
         size_t count = room;
         return fails_with(EINVAL, anonshm_open(0x10)) &&
                fails_with(EINVAL, open_by("shm_open", 0x80000000)) &&
                fails_with(EINVAL, anonshm_create(1, 0x10)) &&
                fails_with(EINVAL, anonshm_open_traced(0x10, tried, &count)) && count == 0 &&
                fake::log_length == 0;
     }},

    {"sized: the size is set once",
     [] { return serves(anonshm_create(4097, 0)) && fake::count(call::resize) == 1; }},
    {"sized: set again only after a signal",
     [] {
         fake::fail(call::resize, EINTR, 2);
         return serves(anonshm_create(4097, 0)) && fake::count(call::resize) == 3;
     }},
    {"sized: a size that cannot be set is reported, and no other method tried",
     [] {
         fake::fail(call::resize, EFBIG);
         return fails_with(EFBIG, anonshm_create(4097, 0)) && creations() == 1;
     }},
    {"sized: not set where it was given at creation",
     [] {
         refuse_memfd();
         fake::fail(call::shm_anon, ENOSYS);
         const anonshm_handle by_android = anonshm_create(4097, 0);
         fake::fail(call::ashmem, ENOSYS);
         const anonshm_handle by_section = anonshm_create(4097, 0);
         return by_android != -1 && by_section != -1 && fake::count(call::section) == 1 &&
                fake::count(call::resize) == 0;
     }},
    {"sized: 0 is no size",
     [] { return fails_with(EINVAL, anonshm_create(0, 0)) && fake::log_length == 0; }},
};

template <size_t count>
bool check(const test_case (&cases)[count]) {
    bool good = true;
    for (const test_case &tested : cases) {
        fake::reset();
        const bool holds = tested.holds();
        printf("%-6s  %s\n", holds ? "ok" : "FAILED", tested.sentence);
        if (!holds)
            print_log();
        good = good && holds;
    }
    return good;
}

} // namespace

int main() {
    bool good = check_rules();
    good = check(chain_cases) && good;
    good = check(memfd_cases) && good;
    good = check(shm_cases) && good;
    good = check(file_cases) && good;
    good = check(name_cases) && good;
    return good ? 0 : 1;
}
