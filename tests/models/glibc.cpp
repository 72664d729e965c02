// SPDX-License-Identifier: MIT
// glibc on Linux: __shm_get_name of posix/shm-directory.c, rt/shm_open.c, rt/shm_unlink.c.
//
// GLIBC_RELEASE is 233 (the rules of 2.21 to 2.33, sysdeps/posix/shm-directory.h), 236 (2.34 to
// 2.37) or 242 (2.38 to 2.42 and the development tree after it).

#include "file_objects.h"

static constexpr fresh_directory fresh[] = {{"/dev", 0755}, {"/dev/shm", 01777}, {}};

// Up to 2.33 the first tmpfs or ramfs is looked for, once in the life of a process. The root
// stands for one, and there is no other: ENOSYS without /dev/shm, before the name is looked at.
static int has_directory() {
    static bool found;
    struct stat st;
    found = found || (root_stat("/dev/shm", &st) == 0 && S_ISDIR(st.st_mode));
    return found ? 0 : ENOSYS;
}

// namelen counts the NUL and is compared with >= NAME_MAX.
static constexpr name_rule names_233[] = {
    {empty, EINVAL, 0}, {longer, EINVAL, 253}, {inner_slash, EINVAL, 0}, {}};

// The buffer has room for "sem." as well, so 256 to 259 bytes get as far as open or unlink,
// which fail with ENAMETOOLONG.
static constexpr name_rule names_236[] = {
    {empty, EINVAL, 0}, {inner_slash, EINVAL, 0}, {longer, EINVAL, 259}, {}};

static constexpr name_rule names_242[] = {
    {empty, EINVAL, 0}, {inner_slash, EINVAL, 0}, {longer, ENAMETOOLONG, 259}, {}};

static constexpr file_rules describe() {
    file_rules rules = {};
    rules.ready = GLIBC_RELEASE < 234 ? has_directory : nullptr;
    rules.names = GLIBC_RELEASE < 234 ? names_233 : GLIBC_RELEASE < 238 ? names_236 : names_242;
    rules.prefix = "/dev/shm/";
    rules.added_flags = O_NOFOLLOW | O_CLOEXEC;
    rules.directory_is_invalid = true; // "." and ".." pass the name check
    rules.unlink_name_error = ENOENT;
    rules.unlink_eperm_is_eacces = true;
    return rules;
}

static constexpr system_rules describe_system() {
    system_rules rules = {};
    rules.fresh = fresh;
    rules.has_o_tmpfile = true;
    return rules;
}

constexpr file_rules the_files = describe();
constexpr system_rules the_system = describe_system();
