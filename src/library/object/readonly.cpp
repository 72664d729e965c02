// SPDX-License-Identifier: MIT
#include "../handle.h"
#include "../system/readonly.h"
#include "../uncancelled.h"
#include "readonly.h"

#include <string.h>
#include <sys/stat.h>

using namespace anonshm;

#if defined __linux__

namespace {

constexpr const char *directories[] = {
    "/proc/thread-self/fd/", // Linux 3.17; a thread may have descriptors of its own
    "/proc/self/fd/",
};
constexpr unsigned directory_count = sizeof directories / sizeof *directories;

struct path {
    char text[40];

    path(const char *directory, int fd) {
        char digits[12];
        size_t count = 0;
        for (int rest = fd; rest > 0 || count == 0; rest /= 10)
            digits[count++] = static_cast<char>('0' + rest % 10);
        size_t length = strlen(directory);
        memcpy(text, directory, length);
        while (count > 0)
            text[length++] = digits[--count];
        text[length] = '\0';
    }
};

int reopen(int fd, unsigned way) {
    if (way == directory_count)
        return sys_open_empty_path(fd);
    return sys_open(path(directories[way], fd).text, O_RDONLY | O_CLOEXEC, 0);
}

// What is on /proc may be something else, or show the processes of another namespace.
int reopen(int fd, const file_status &object) {
    int error = ENOTSUP;
    for (unsigned way = 0; way <= directory_count; ++way) {
        const int made = again([&] { return reopen(fd, way); });
        if (made == -1 && errno != ENOENT && errno != ENOTDIR)
            error = errno;
        if (made != -1 && is_object(object, made))
            return made;
        if (made != -1)
            discard(made);
    }
    errno = error;
    return -1;
}

// To open anything but a file again may wait, or act on a device: of ashmem it is another
// object.
int make_readonly(int fd) {
    file_status object = {};
    if (sys_fstat(fd, &object) == -1)
        return -1;
    errno = ENOTSUP;
    return S_ISREG(object.mode) && forbid_writing(fd, object) ? reopen(fd, object) : -1;
}

} // namespace

#elif defined __FreeBSD__

// By Capsicum, which holds for every copy: there is no path by which to open it again.
static int make_readonly(int fd) {
    const int made = again([&] { return sys_duplicate(fd); });
    if (made == -1 || again([&] { return sys_limit_to_reading(made); }) == 0)
        return made;
    if (errno == ENOSYS) // a kernel without it
        errno = ENOTSUP;
    return discard(made);
}

#elif defined _WIN32

static anonshm_handle make_readonly(anonshm_handle object) {
    return sys_forbid_access(object) == 0 ? sys_duplicate_to_read(object)
                                          : ANONSHM_INVALID_HANDLE;
}

#else

static anonshm_handle make_readonly(anonshm_handle) {
    errno = ENOTSUP;
    return ANONSHM_INVALID_HANDLE;
}

#endif

anonshm_handle anonshm_readonly(anonshm_handle object) {
    return uncancelled([&] { return make_readonly(object); });
}
