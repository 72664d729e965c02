// SPDX-License-Identifier: MIT
// OpenBSD: lib/libc/gen/shm_open.c 1.7.

#include "digest.h"
#include "file_objects.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static constexpr fresh_directory fresh[] = {{"/tmp", 01777}, {}};

// Any bytes, any number of them, also none; "foo" and "/foo" are different objects.
static constexpr name_rule names[] = {{}};

static int hash(const spelling &name, path_buffer &path) {
    path.add("/tmp/");
    for (uint32_t word : sha256(name.whole, strlen(name.whole)).words)
        path.add_hex(word);
    path.add(".shm");
    return 0;
}

// The owner of a new file is the effective user, and it stays behind when the real one differs.
static int is_own_file(int fd) {
    struct stat st;
    if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
        return EINVAL;
    return st.st_uid == getuid() ? 0 : EPERM;
}

static constexpr file_rules describe() {
    file_rules rules = {};
    rules.leading = leading_slashes::kept;
    rules.names = names;
    rules.flags_first = true;
    rules.write_only = false;
    rules.accepted_flags = O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    rules.translate = hash;
    rules.added_flags = O_CLOEXEC | O_NOFOLLOW;
    rules.mode_mask = 0600;
    rules.opened = is_own_file;
    return rules;
}

static constexpr system_rules describe_system() {
    system_rules rules = {};
    rules.fresh = fresh;
    return rules;
}

constexpr file_rules the_files = describe();
constexpr system_rules the_system = describe_system();

static bool fill(char *x, const char *end) {
    constexpr char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    for (; x != end; x++) {
        unsigned random;
        if (getrandom(&random, sizeof random, 0) != sizeof random)
            return false;
        *x = letters[random % (sizeof letters - 1)];
    }
    return true;
}

// _mktemp: at least six X at the end, and the result must not be a file, taken as a path: the
// template "/tmp/fooXXXXXX" is looked for there although the object will be elsewhere.
static bool mktemp_name(char *name) {
    char *end = name + strlen(name);
    char *x = end;
    while (x != name && x[-1] == 'X')
        x--;
    if (end - x < 6) {
        errno = EINVAL;
        return false;
    }
    struct stat st;
    do
        if (!fill(x, end))
            return false;
    while (root_stat(name, &st) == 0);
    return errno == ENOENT;
}

// Any failure of shm_open is followed by another try, INT_MAX times; a signal that ends the
// program is the only way out. The template changes on success only.
REPLACES int shm_mkstemp(char *name) {
    char *attempt = strdup(name);
    int fd = -1;
    for (int i = 0; attempt != nullptr && fd == -1 && i < INT_MAX; i++) {
        strcpy(attempt, name);
        if (!mktemp_name(attempt))
            break;
        fd = open_object(attempt, O_RDWR | O_EXCL | O_CREAT, 0600);
    }
    if (fd != -1)
        strcpy(name, attempt);
    int saved = errno;
    free(attempt);
    errno = saved;
    return fd;
}
