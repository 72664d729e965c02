// SPDX-License-Identifier: MIT
// Windows 10 version 1803 has placeholders: addresses that stay reserved until a view replaces
// them. Before, and in Wine before it had them, addresses can only be found free, and are taken
// again with luck.

#include "map.h"
#include "windows_error.h"

#include <errno.h>
#include <windows.h>

namespace anonshm {

// By number, since older headers lack them (memoryapi.h, winnt.h).
constexpr DWORD reserve_placeholder = 0x40000; // MEM_RESERVE_PLACEHOLDER
constexpr DWORD replace_placeholder = 0x4000;  // MEM_REPLACE_PLACEHOLDER
constexpr DWORD preserve_placeholder = 0x2;    // MEM_PRESERVE_PLACEHOLDER

using reserve_function = void *(WINAPI *)(HANDLE process, void *address, SIZE_T size,
                                          ULONG kind, ULONG protection, void *, ULONG);
using replace_function = void *(WINAPI *)(HANDLE section, HANDLE process, void *address,
                                          ULONG64 offset, SIZE_T size, ULONG kind,
                                          ULONG protection, void *, ULONG);

// Looked up, as a program that links them does not start on older systems.
template <class function>
static function find(const char *name) {
    const HMODULE library = GetModuleHandleW(L"kernelbase.dll");
    if (library == nullptr)
        return nullptr;
    return reinterpret_cast<function>(reinterpret_cast<void *>(GetProcAddress(library, name)));
}

static ULONG page_protection(unsigned access) {
    const bool writes = (access & ANONSHM_WRITE) != 0;
    if ((access & ANONSHM_EXECUTE) != 0)
        return writes ? PAGE_EXECUTE_READWRITE : PAGE_EXECUTE_READ;
    return writes ? PAGE_READWRITE : PAGE_READONLY;
}

// -- Placeholders --------------------------------------------------------------------------

// One for each copy, as a view replaces a whole placeholder. Returns how many there are.
static unsigned divide(const mirror &wanted) {
    constexpr DWORD kind = MEM_RELEASE | preserve_placeholder;
    unsigned pieces = 1;
    while (pieces < wanted.copies && VirtualFree(wanted.place(pieces - 1), wanted.size, kind))
        ++pieces;
    return pieces;
}

static void release_placeholders(const mirror &wanted, unsigned from, unsigned to) {
    for (unsigned piece = from; piece < to; ++piece)
        VirtualFree(wanted.place(piece), 0, MEM_RELEASE);
}

static bool reserve_placeholders(mirror &wanted) {
    const auto reserve = find<reserve_function>("VirtualAlloc2");
    if (reserve == nullptr || find<replace_function>("MapViewOfFile3") == nullptr)
        return false;
    constexpr ULONG kind = MEM_RESERVE | reserve_placeholder;
    void *const found =
        reserve(nullptr, nullptr, wanted.whole(), kind, PAGE_NOACCESS, nullptr, 0);
    if (found == nullptr)
        return false;
    wanted.first = static_cast<char *>(found);
    const unsigned pieces = divide(wanted);
    if (pieces < wanted.copies)
        release_placeholders(wanted, 0, pieces);
    return pieces == wanted.copies;
}

static bool replace_placeholder_of(const mirror &wanted, unsigned copy) {
    const auto replace = find<replace_function>("MapViewOfFile3");
    return replace(wanted.object, GetCurrentProcess(), wanted.place(copy), 0, wanted.size,
                   replace_placeholder, page_protection(wanted.access), nullptr, 0) != nullptr;
}

// -- The interface -------------------------------------------------------------------------

bool sys_reserve(mirror &wanted) {
    wanted.is_reserved = reserve_placeholders(wanted);
    if (wanted.is_reserved)
        return true;
    void *const found = VirtualAlloc(nullptr, wanted.whole(), MEM_RESERVE, PAGE_NOACCESS);
    if (found == nullptr)
        return fail() == 0;
    VirtualFree(found, 0, MEM_RELEASE);
    wanted.first = static_cast<char *>(found);
    return true;
}

// What cannot replace a placeholder cannot be mapped elsewhere either, with the right errno.
bool sys_place(const mirror &wanted, unsigned copy) {
    if (wanted.is_reserved && replace_placeholder_of(wanted, copy))
        return true;
    void *const place = wanted.is_reserved ? nullptr : wanted.place(copy);
    void *const view = sys_map(place, wanted.object, 0, wanted.size, wanted.access);
    if (view == nullptr || !wanted.is_reserved)
        return view != nullptr;
    sys_unmap(view, wanted.size, 1);
    errno = ENOMEM;
    return false;
}

void sys_release(const mirror &wanted, unsigned placed) {
    if (placed > 0)
        sys_unmap(wanted.first, wanted.size, placed);
    if (wanted.is_reserved)
        release_placeholders(wanted, placed, wanted.copies);
}

} // namespace anonshm
