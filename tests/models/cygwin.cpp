// SPDX-License-Identifier: MIT
// Cygwin: winsup/cygwin/posix_ipc.cc, check_path (lines 48 to 105) and shm_open (line 134).
//
// CYGWIN_RELEASE is 303 (since 3.3.0, 5b380b1ca) or 302. What Windows makes of a name, such as
// its blindness to case, is not modelled.

#include "file_objects.h"

#include <stdio.h>

static constexpr fresh_directory fresh[] = {{"/dev", 0755}, {"/dev/shm", 01777}, {}};

static int has_directory() {
    struct stat st;
    if (root_stat("/dev/shm", &st) == 0 && S_ISDIR(st.st_mode))
        return 0;
    fputs("Warning: /dev/shm is needed and is not a directory.\n", stderr);
    return EINVAL;
}

// strchr("/\\", *name) finds the NUL of an empty name too. The next check then reads one byte
// past the end; that byte is taken to be another NUL.
static bool not_a_name(const spelling &name, size_t limit) {
    return name.whole[0] != '\0' && no_leading_slash(name, limit);
}

static bool slashes_only(const spelling &name, size_t limit) {
    return empty(name, limit) || two_leading_slashes(name, limit);
}

// NAME_MAX counts the slash; semaphores would have four bytes less.
static constexpr name_rule names_303[] = {{not_a_name, EINVAL, 0},
                                          {empty, ENOENT, 0},
                                          {inner_slash, EACCES, 0},
                                          {whole_longer, ENAMETOOLONG, 255},
                                          {}};

// PATH_MAX is 4096 and "/dev/shm/" with a NUL takes 10.
static constexpr name_rule names_302[] = {
    {slashes_only, EINVAL, 0}, {whole_longer, ENAMETOOLONG, 4086}, {}};

// A backslash is a slash to open(2); how the two mix within a path is UNVERIFIED.
static int translate(const spelling &name, path_buffer &path) {
    path.add("/dev/shm/").add(name.rest);
    for (char *c = path.text; *c != '\0'; c++)
        *c = *c == '\\' ? '/' : *c;
    return 0;
}

static constexpr file_rules describe() {
    file_rules rules = {};
    rules.ready = has_directory;
    rules.leading = leading_slashes::one_skipped;
    rules.separators = "/\\";
    rules.names = CYGWIN_RELEASE < 303 ? names_302 : names_303;
    rules.write_only = false;
    rules.accepted_flags = O_CREAT | O_EXCL | O_TRUNC; // O_CLOEXEC and O_NOFOLLOW: EINVAL
    rules.translate = translate;
    rules.added_flags = O_CLOEXEC;
    rules.mode_mask = 0777;
    return rules;
}

static constexpr system_rules describe_system() {
    system_rules rules = {};
    rules.fresh = fresh;
    rules.has_o_tmpfile = true; // since 2.10.0; in any directory, and EINVAL with O_RDONLY
    return rules;
}

constexpr file_rules the_files = describe();
constexpr system_rules the_system = describe_system();
