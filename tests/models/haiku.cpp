// SPDX-License-Identifier: MIT
// Haiku: src/system/libroot/posix/sys/mman.cpp, shm_name_to_path (lines 49 to 85) and shm_open.
//
// HAIKU_CLOEXEC_BUG is 1 for the system between 0e9000201f (2017-11-16) and 140013f27a
// (2022-12-07): R1/beta2 to beta4.

#include "file_objects.h"

// Mounted as ramfs and emptied at boot:
// src/servers/launch/InitSharedMemoryDirectoryJob.cpp:25-33.
static constexpr fresh_directory fresh[] = {{"/var", 0755}, {"/var/shared_memory", 0777}, {}};

static constexpr name_rule names[] = {{empty, EINVAL, 0}, {}};

constexpr size_t path_max = 1024; // with the NUL

// '/' becomes "%s" and '%' becomes "%%"; a component that is too long after that is open's to
// refuse.
static int escape(const spelling &name, path_buffer &path) {
    path.add("/var/shared_memory/");
    for (const char *c = name.rest; *c != '\0' && path.length < path_max; c++)
        if (*c == '/' || *c == '%')
            path.add(*c == '/' ? "%s" : "%%");
        else
            path.add(c, 1);
    return path.length < path_max ? 0 : ENAMETOOLONG;
}

static constexpr file_rules describe() {
    file_rules rules = {};
    rules.null_name = EINVAL;
    rules.names = names;
    rules.translate = escape;
    // The bug: FD_CLOEXEC, which is 1 and so O_WRONLY, in the place of O_CLOEXEC. O_RDWR turns
    // into the invalid access mode 3. What a descriptor of mode 3 can do on Haiku is
    // UNVERIFIED; here it is Linux's, which neither reads nor writes.
    rules.added_flags = HAIKU_CLOEXEC_BUG ? FD_CLOEXEC : O_CLOEXEC;
    return rules;
}

static constexpr system_rules describe_system() {
    system_rules rules = {};
    rules.fresh = fresh;
    return rules;
}

constexpr file_rules the_files = describe();
constexpr system_rules the_system = describe_system();
