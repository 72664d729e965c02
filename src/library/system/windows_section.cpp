// SPDX-License-Identifier: MIT
#include "windows_section.h"

#define WIN32_LEAN_AND_MEAN
#include <errno.h>
#include <windows.h>

namespace anonshm {

namespace {

// The calls and structures of ntdll.dll, as winternl.h and Windows Internals have them.
struct basic_information {
    void *base;
    ULONG attributes;
    LARGE_INTEGER size;
};
struct object_information {
    ULONG attributes;
    ACCESS_MASK access;
    ULONG counts[2];
    ULONG unused[10];
};
struct type_and_name {
    USHORT length;
    USHORT maximum;
    wchar_t *text;
    wchar_t room[64];
};
using query_section = LONG(NTAPI *)(HANDLE, int, void *, SIZE_T, SIZE_T *);
using query_object = LONG(NTAPI *)(HANDLE, int, void *, ULONG, ULONG *);

constexpr ULONG file_section = 0x800000; // SEC_FILE
constexpr LONG invalid_handle = static_cast<LONG>(0xc0000008);
constexpr LONG no_access = static_cast<LONG>(0xc0000022);

FARPROC ntdll(const char *name) {
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), name);
}

template <class type>
type function(const char *name) {
    return reinterpret_cast<type>(reinterpret_cast<void *>(ntdll(name)));
}

int fail_as(LONG status) {
    errno = status == invalid_handle ? EBADF : status == no_access ? EACCES : EINVAL;
    return -1;
}

} // namespace

int sys_section_of(anonshm_handle object, section *found) {
    if (is_no_handle(object))
        return fail_as(invalid_handle);
    const auto section_call = function<query_section>("NtQuerySection");
    const auto object_call = function<query_object>("NtQueryObject");
    object_information about = {};
    LONG status = object_call(object, 0, &about, sizeof about, nullptr);
    if (status < 0)
        return fail_as(status);
    basic_information basic = {};
    status = section_call(object, 0, &basic, sizeof basic, nullptr);
    if (status < 0)
        return fail_as(status);
    type_and_name name = {};
    status = object_call(object, 1, &name, sizeof name, nullptr); // too long: it has one
    *found = {static_cast<uint64_t>(basic.size.QuadPart),
              (basic.attributes & file_section) != 0, status < 0 || name.length != 0,
              (about.access & SECTION_MAP_READ) != 0, (about.access & SECTION_MAP_WRITE) != 0};
    return 0;
}

} // namespace anonshm
