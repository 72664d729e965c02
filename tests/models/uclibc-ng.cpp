// SPDX-License-Identifier: MIT
// uClibc-ng: librt/shm.c, as built with __USE_GNU (else paths of 255 bytes are ENAMETOOLONG).

#include "file_objects.h"

static constexpr fresh_directory fresh[] = {{"/dev", 0755}, {"/dev/shm", 01777}, {}};

// Nothing is checked: "/../foo" is /dev/foo, "a/b" needs a directory, "" is the directory
// itself.
static constexpr name_rule names[] = {{}};

static constexpr file_rules describe() {
    file_rules rules = {};
    rules.names = names;
    rules.prefix = "/dev/shm/";
    rules.added_flags = O_CLOEXEC;
    rules.directory_is_invalid = true;
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
