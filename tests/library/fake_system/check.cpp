// SPDX-License-Identifier: MIT
#include "check.h"

#include <stdio.h>
#include <string.h>

namespace check {

namespace {

const group *first;

bool is_creating(const fake::logged_call &entry) {
    return entry.what <= fake::call::last_creating && strcmp(entry.text, "/dev/urandom") != 0;
}

bool is_clean(anonshm_handle returned) {
    const int objects = returned == ANONSHM_INVALID_HANDLE ? 0 : 1;
    return fake::objects_open() == objects && fake::names_left() == 0;
}

void print_log() {
    for (int i = 0; i < fake::log_length; ++i)
        printf("      call %d \"%s\" flags 0x%x mode 0%o\n",
               static_cast<int>(fake::log[i].what), fake::log[i].text, fake::log[i].flags,
               fake::log[i].mode);
}

} // namespace

group::group(const test_case *its, size_t number) noexcept
    : cases(its), count(number), next(first) {
    first = this;
}

bool group::run(const char *beginning, int &number) const {
    bool good = true;
    for (size_t i = 0; i < count; ++i) {
        if (!begins_with(cases[i].sentence, beginning))
            continue;
        ++number;
        fake::reset();
        const bool holds = cases[i].holds();
        printf("%-6s  %s\n", holds ? "ok" : "FAILED", cases[i].sentence);
        if (!holds)
            print_log();
        good = good && holds;
    }
    return good;
}

bool group::run_all(const char *beginning) {
    bool good = true;
    int number = 0;
    for (const group *each = first; each != nullptr; each = each->next)
        good = each->run(beginning, number) && good;
    return good && number > 0;
}

int creations() {
    int found = 0;
    for (int i = 0; i < fake::log_length; ++i)
        found += is_creating(fake::log[i]);
    return found;
}

const fake::logged_call &creation(int n) {
    static const fake::logged_call nothing = {fake::call::getrandom, "", 0, 0};
    for (int i = 0; i < fake::log_length; ++i)
        if (is_creating(fake::log[i]) && n-- == 0)
            return fake::log[i];
    return nothing;
}

const fake::logged_call &last_call() {
    return fake::log[fake::log_length - 1];
}

bool begins_with(const char *text, const char *beginning) {
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

bool serves(anonshm_handle object) {
    return object != ANONSHM_INVALID_HANDLE && is_clean(object);
}

bool fails_with(int error, anonshm_handle object) {
    return object == ANONSHM_INVALID_HANDLE && errno == error && is_clean(object);
}

anonshm_handle open_by(const char *method, unsigned flags) {
    return anonshm_open_method(method, flags);
}

} // namespace check
