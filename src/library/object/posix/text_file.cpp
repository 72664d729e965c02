// SPDX-License-Identifier: MIT
#include "../../system/again.h"
#include "text_file.h"

#include <string.h>

namespace anonshm {

text_file::text_file(const char *path)
    : fd(again([&] { return sys_open(path, O_RDONLY | O_CLOEXEC, 0); })) {}

void text_file::close() const {
    if (fd != -1)
        sys_close(fd);
}

int text_file::next() {
    if (at == length && fd != -1) {
        at = 0;
        length = again([&] { return sys_read(fd, buffer, sizeof buffer); });
    }
    return at < length ? static_cast<unsigned char>(buffer[at++]) : -1;
}

int text_file::copy(char *to, size_t room, char end, char other_end) {
    size_t copied = 0;
    int each = next();
    for (; each != -1 && each != end && each != other_end; each = next())
        if (copied + 1 < room)
            to[copied++] = static_cast<char>(each);
    to[copied] = '\0';
    return each;
}

static uint64_t number_of(const char *text) {
    uint64_t result = 0;
    const char *digit = text;
    for (; *digit >= '0' && *digit <= '9'; ++digit)
        result = result * 10 + static_cast<uint64_t>(*digit - '0');
    return digit == text ? no_number : result;
}

uint64_t number_in(const char *path) {
    char text[32];
    text_file file(path);
    file.copy(text, sizeof text, '\n', '\n');
    file.close();
    return number_of(text);
}

void read_fields(const char *path, field *fields, size_t count) {
    char name[32], value[32];
    text_file file(path);
    for (int end; (end = file.copy(name, sizeof name, ' ', '\n')) != -1;) {
        value[0] = '\0';
        while (end == ' ' && value[0] == '\0')
            end = file.copy(value, sizeof value, ' ', '\n');
        for (size_t i = 0; i < count; ++i)
            if (strcmp(fields[i].name, name) == 0)
                fields[i].value = number_of(value);
        if (end == ' ') // a unit
            file.copy(value, sizeof value, '\n', '\n');
    }
    file.close();
}

} // namespace anonshm
