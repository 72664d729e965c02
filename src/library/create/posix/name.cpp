// SPDX-License-Identifier: MIT
#include "../../system/again.h"
#include "../../system/system.h"
#include "../progress.h"
#include "name.h"
#include "random.h"

#include <errno.h>
#include <string.h>

namespace anonshm {

namespace {

// 100 bits of lower case: the file system under Cygwin does not distinguish cases.
constexpr char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
constexpr size_t random_digits = 20;

// snapd: a snap's name has at most 40 characters, its instance key 10 (snap/naming).
constexpr size_t longest_instance = 51;

// Anything else in the variable is not from snapd.
bool is_instance_name(const char *text) {
    const size_t length =
        strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    return length > 0 && length <= longest_instance && text[length] == '\0';
}

// The snap that this program runs in, or null. A wrong value can do no worse than a refusal,
// and a set-user-id program does not read it at all.
const char *snap_instance() {
    static const char *const variables[] = {"SNAP_INSTANCE_NAME", "SNAP_NAME"};
    for (const char *variable : variables) {
        const char *const value = sys_environment(variable);
        if (value != nullptr && is_instance_name(value))
            return value;
    }
    return nullptr;
}

// Appends, and counts what did not fit as well.
struct writer {
    name &made;
    size_t length;

    void put(char c) {
        if (length < sizeof made.text)
            made.text[length] = c;
        ++length;
    }
    void put(const char *text) {
        while (*text != '\0')
            put(*text++);
    }
};

} // namespace

bool make_name(name &made, const char *directory, const char *tail) {
    unsigned char random[random_digits];
    const size_t count = random_digits - strlen(tail);
    if (!fill_random(random, count))
        return false;
    writer out = {made, 0};
    out.put(directory);
    if (const char *const instance = snap_instance()) {
        out.put("/snap.");
        out.put(instance);
        out.put('.');
    } else {
        out.put("/anonshm-");
    }
    for (size_t i = 0; i < count; ++i)
        out.put(digits[random[i] % 32]);
    out.put(tail);
    out.put('\0');
    if (out.length <= sizeof made.text)
        return true;
    errno = ENAMETOOLONG;
    return false;
}

bool may_make_name(const request &wanted) {
    if (wanted.so_far->name_stays != 0)
        errno = wanted.so_far->name_stays;
    return wanted.so_far->name_stays == 0;
}

#if defined __linux__
bool is_removable(const name &made, int (*remove)(const char *name), const request &wanted) {
    const int result = again([&] { return remove(made.text); });
    if (result == 0 || (errno != EPERM && errno != EACCES && errno != ENOSYS))
        return true;
    blame(wanted, "unlink");
    return false;
}
#else
bool is_removable(const name &, int (*)(const char *), const request &) {
    return true;
}
#endif

} // namespace anonshm
