// SPDX-License-Identifier: MIT
// musl: src/mman/shm_open.c.

#include "file_objects.h"

static constexpr fresh_directory fresh[] = {{"/dev", 0755}, {"/dev/shm", 01777}, {}};

static constexpr name_rule names[] = {{inner_slash, EINVAL, 0},
                                      {empty, EINVAL, 0},
                                      {dots, EINVAL, 0},
                                      {longer, ENAMETOOLONG, 255},
                                      {}};

static constexpr file_rules describe() {
    file_rules rules = {};
    rules.names = names;
    rules.prefix = "/dev/shm/";
    rules.added_flags = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK; // F_GETFL shows the last
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
