// SPDX-License-Identifier: MIT
#include "system.h"

#define WIN32_LEAN_AND_MEAN
#include <errno.h>
#include <stdlib.h>
#include <windows.h>
#if defined _MSC_VER
# pragma warning(disable : 4996) // getenv is not deprecated elsewhere
#endif

namespace anonshm {

static int errno_of(DWORD error) {
    static constexpr struct {
        DWORD error;
        int value;
    } errors[] = {
        {ERROR_ACCESS_DENIED, EACCES},       {ERROR_INVALID_PARAMETER, EINVAL},
        {ERROR_NOT_ENOUGH_MEMORY, ENOMEM},   {ERROR_OUTOFMEMORY, ENOMEM},
        {ERROR_COMMITMENT_LIMIT, ENOMEM},    {ERROR_NO_SYSTEM_RESOURCES, ENOMEM},
        {ERROR_TOO_MANY_OPEN_FILES, EMFILE}, {ERROR_NOT_SUPPORTED, ENOTSUP},
    };
    for (const auto &known : errors)
        if (known.error == error)
            return known.value;
    return EIO;
}

// Without a name no other process can open it, and with no attributes no child inherits it.
anonshm_handle sys_section(uint64_t size, bool executable) {
    const HANDLE section = CreateFileMappingW(
        INVALID_HANDLE_VALUE, nullptr, executable ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE,
        static_cast<DWORD>(size >> 32), static_cast<DWORD>(size), nullptr);
    if (section != nullptr)
        return section;
    errno = errno_of(GetLastError());
    return ANONSHM_INVALID_HANDLE;
}

int sys_close(anonshm_handle object) {
    return CloseHandle(object) ? 0 : -1;
}

unsigned sys_thread() {
    return static_cast<unsigned>(reinterpret_cast<uintptr_t>(&errno));
}

// No program of Windows has more rights than its caller.
const char *sys_environment(const char *variable) {
    return getenv(variable);
}

// A section has the size that it was made with.
int sys_resize(anonshm_handle, uint64_t) {
    errno = ENOTSUP;
    return -1;
}

uint64_t sys_size_limit() {
    return UINT64_MAX;
}

int sys_disable_cancellation() {
    return 0;
}

void sys_restore_cancellation(int) {}

} // namespace anonshm
