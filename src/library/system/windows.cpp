// SPDX-License-Identifier: MIT
#include "system.h"
#include "windows_error.h"

#include <stdlib.h>
#if defined _MSC_VER
# pragma warning(disable : 4996) // getenv is not deprecated elsewhere
#endif

namespace anonshm {

// Without a name no other process can open it, and with no attributes no child inherits it.
anonshm_handle sys_section(uint64_t size, bool executable) {
    const HANDLE section = CreateFileMappingW(
        INVALID_HANDLE_VALUE, nullptr, executable ? PAGE_EXECUTE_READWRITE : PAGE_READWRITE,
        static_cast<DWORD>(size >> 32), static_cast<DWORD>(size), nullptr);
    if (section != nullptr)
        return section;
    fail();
    return ANONSHM_INVALID_HANDLE;
}

unsigned sys_thread() {
    return static_cast<unsigned>(reinterpret_cast<uintptr_t>(&errno));
}

// No program of Windows has more rights than its caller.
const char *sys_environment(const char *variable) {
    return getenv(variable);
}

} // namespace anonshm
