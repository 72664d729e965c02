// SPDX-License-Identifier: MIT
#include "methods.h"

#include <stdio.h>
#include <string.h>

namespace check {

namespace {

using fake::call;

// Unexpected: the result does not agree with what was seen, or something is left behind.
enum class reaction { weaker_flags, named, directory, name, again, method, stop, unexpected };

constexpr struct {
    const char *word;
    const char *meaning;
} reactions[] = {
    {"flags", "the same method with weaker flags"},
    {"named", "a file with a name in the same directory"},
    {"directory", "the next directory"},
    {"name", "a new name"},
    {"again", "the same call"},
    {"method", "the next method"},
    {"stop", "-1 at once"},
};

const char *word_for(reaction seen) {
    return seen == reaction::unexpected ? "?" : reactions[static_cast<int>(seen)].word;
}

#if defined EDQUOT
constexpr int over_quota = EDQUOT;
#else
constexpr int over_quota = ENOSPC;
#endif

constexpr struct rule {
    const char *name;
    int error;
    reaction expected; // of the methods that can; the others go to the next directory or method
    bool remembered;   // does the next call spare itself the method that failed?
} rules[] = {
    {"EINVAL", EINVAL, reaction::weaker_flags, false}, // flags are: cases/flag_sets.cpp
    {"ENOSYS", ENOSYS, reaction::directory, true},
    {"EPERM", EPERM, reaction::weaker_flags, false},
    {"EACCES", EACCES, reaction::weaker_flags, false},
    {"ENOTSUP", ENOTSUP, reaction::directory, false},
    {"EOPNOTSUPP", EOPNOTSUPP, reaction::directory, false},
    {"EISDIR", EISDIR, reaction::directory, false},
    {"ENOENT", ENOENT, reaction::directory, false},
    {"ENOTDIR", ENOTDIR, reaction::directory, false},
    {"EROFS", EROFS, reaction::directory, false},
    {"ENODEV", ENODEV, reaction::directory, false},
    {"ENXIO", ENXIO, reaction::directory, false},
    {"ENOSPC", ENOSPC, reaction::directory, false},
    {"EDQUOT", over_quota, reaction::directory, false},
    {"EFBIG", EFBIG, reaction::directory, false},
    {"EEXIST", EEXIST, reaction::name, false},
    {"EINTR", EINTR, reaction::again, false},
    {"EMFILE", EMFILE, reaction::stop, false},
    {"ENFILE", ENFILE, reaction::stop, false},
    {"ENOMEM", ENOMEM, reaction::stop, false},
    // Not listed in the policy: whatever it is, something else may serve.
    {"EIO", EIO, reaction::directory, false},
};

// Whether the method has weaker flags to try for this errno: of memfd MFD_EXEC is dropped on
// EINVAL only, and then without sealing nothing else is left.
bool has_weaker_flags(const method &tested, const rule &by, unsigned choice) {
    if (tested.creating == call::shm_open)
        return shm_cloexec != 0 && by.error == EINVAL;
    const bool keeps_exec = !has_exec_flag || ((choice & ANONSHM_EXEC) && by.error != EINVAL);
    return (tested.repeats & with_weaker_flags) &&
           !(keeps_exec && (choice & ANONSHM_NO_SEALING));
}

// Refused where nothing can tell that it is in memory.
bool is_in_memory_file(const method &tested) {
    return (tested.repeats & in_next_directory) && !(tested.needs & ANONSHM_ALLOW_DISK);
}

reaction expected_of(const method &tested, const rule &by, unsigned choice) {
    const bool serves = recognises_file_systems || !is_in_memory_file(tested);
    const auto can = [&](repetition how) { return serves && (tested.repeats & how) != 0; };
    if (by.expected == reaction::stop ||
        (by.expected == reaction::weaker_flags && has_weaker_flags(tested, by, choice)) ||
        (by.expected == reaction::name && can(with_new_name)) ||
        (by.expected == reaction::again && can(after_signal)))
        return by.expected;
    if (can(with_name_of_its_own))
        return reaction::named;
    return can(in_next_directory) ? reaction::directory : reaction::method;
}

// Whether both calls are in the same directory; O_TMPFILE's text is the directory itself.
bool same_directory(const fake::logged_call &a, const fake::logged_call &b) {
    if (a.what == call::open)
        return strcmp(a.text, b.text) == 0;
    const long length = strrchr(a.text, '/') - a.text;
    return strrchr(b.text, '/') - b.text == length &&
           strncmp(a.text, b.text, static_cast<size_t>(length)) == 0;
}

// What the method changed to serve after a call that failed.
reaction repetition_between(const method &tested, const fake::logged_call &failed,
                            const fake::logged_call &then) {
    if (then.what != failed.what)
        return begins_with(then.text, failed.text) ? reaction::named : reaction::unexpected;
    if (tested.repeats & in_next_directory && !same_directory(failed, then))
        return reaction::directory;
    if (then.flags != failed.flags)
        return reaction::weaker_flags;
    // A template is made anew each time; only shm_open's names are ours to change.
    const bool renamed = strcmp(then.text, failed.text) != 0;
    return tested.repeats & with_new_name && renamed ? reaction::name : reaction::again;
}

// The first call of the method that creates its object, behind those of the methods before it.
int first_creation(const method &tested, int refused_before) {
    int n = 0;
    while (n < creations() && (creation(n).what != tested.creating || refused_before-- > 0))
        ++n;
    return n;
}

// Refuses the methods before this one, and once the call that creates its object. Returns how
// often that call is refused before.
int prepare(const method &tested, int error, unsigned choice) {
    fake::reset();
    const int refused = refuse_before(tested, choice);
    fake::fail(tested.creating, error, 1);
    return refused;
}

reaction observe(const method &tested, int error, unsigned choice) {
    prepare(tested, error, choice);
    const char *const server = method_for(tested, choice);
    const int refused = prepare(tested, error, choice);
    errno = 0;
    const anonshm_handle object = open_for(tested, choice);

    const int n = first_creation(tested, refused);
    reaction seen = reaction::method;
    if (server == nullptr)
        seen = n + 1 == creations() ? reaction::stop : reaction::unexpected;
    else if (strcmp(server, tested.name) == 0)
        seen = repetition_between(tested, creation(n), creation(n + 1));
    const bool as_reported =
        seen == reaction::stop ? fails_with(error, object) : serves(object) && errno == 0;
    return as_reported ? seen : reaction::unexpected;
}

// What a caller may choose beside the flags that a method needs. The first is printed.
constexpr unsigned choices[] = {0, ANONSHM_EXEC, ANONSHM_NO_SEALING,
                                ANONSHM_EXEC | ANONSHM_NO_SEALING};

// Prints what is seen, and what is wrong with it.
bool check_method(const method &each, const rule &tested) {
    bool good = true;
    for (const unsigned choice : choices) {
        const reaction seen = observe(each, tested.error, choice);
        const reaction expected = expected_of(each, tested, choice);
        const int width = static_cast<int>(strlen(each.name));
        if (choice == 0)
            printf("  %-*s", width > 9 ? width : 9, word_for(seen));
        if (seen != expected)
            printf(" (flags 0x%x: %s, not %s)", choice, word_for(seen), word_for(expected));
        good = good && seen == expected;
    }
    return good;
}

// Whether the second of two calls begins behind a method that always fails so.
bool is_remembered(int error) {
    const call first = methods[0].creating;
    fake::reset();
    fake::fail(first, error, error == EINTR ? 1 : fake::for_ever);
    anonshm_open(0);
    const int calls = fake::count(first);
    anonshm_open(0);
    return fake::count(first) == calls;
}

bool check_rule(const rule &tested) {
    bool good = true;
    printf("%-10s", tested.name);
    for (const method &each : methods)
        good = check_method(each, tested) && good;
    const bool remembered = is_remembered(tested.error);
    printf("  %s%s\n", remembered ? "yes" : "no",
           remembered == tested.remembered ? "" : " (wrong)");
    return good && remembered == tested.remembered;
}

} // namespace

bool check_errno_policy() {
    printf("%-10s", "errno");
    for (const method &column : methods)
        printf("  %-9s", column.name);
    printf("  remembered\n");
    bool good = true;
    for (const rule &row : rules)
        good = check_rule(row) && good;
    for (const auto &each : reactions)
        printf("%s%s: %s", &each == reactions ? "\n" : ", ", each.word, each.meaning);
    printf("\n\n");
    return good;
}

} // namespace check
