// SPDX-License-Identifier: MIT
// The errno for an error of Windows.

#ifndef ANONSHM_WINDOWS_ERROR_H
#define ANONSHM_WINDOWS_ERROR_H

#define WIN32_LEAN_AND_MEAN
#include "../../../probes/toolchain/feature_macros.h"

#include <errno.h>
#include <windows.h>

namespace anonshm {

inline int errno_of(DWORD error) {
    static constexpr struct {
        DWORD error;
        int value;
    } errors[] = {
        {ERROR_ACCESS_DENIED, EACCES},       {ERROR_INVALID_PARAMETER, EINVAL},
        {ERROR_NOT_ENOUGH_MEMORY, ENOMEM},   {ERROR_OUTOFMEMORY, ENOMEM},
        {ERROR_COMMITMENT_LIMIT, ENOMEM},    {ERROR_NO_SYSTEM_RESOURCES, ENOMEM},
        {ERROR_TOO_MANY_OPEN_FILES, EMFILE}, {ERROR_NOT_SUPPORTED, ENOTSUP},
        {ERROR_INVALID_HANDLE, EBADF},       {ERROR_INVALID_ADDRESS, EBUSY},
        {ERROR_NOT_ENOUGH_QUOTA, ENOMEM},
    };
    for (const auto &known : errors)
        if (known.error == error)
            return known.value;
    return EIO;
}

// -1, with errno for GetLastError().
inline int fail() {
    errno = errno_of(GetLastError());
    return -1;
}

} // namespace anonshm

#endif
