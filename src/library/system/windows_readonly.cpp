// SPDX-License-Identifier: MIT
#include "readonly.h"
#include "windows_error.h"
#include "windows_section.h"

#if defined _MSC_VER // others link it unasked
# pragma comment(lib, "advapi32")
#endif

namespace anonshm {

// Without it DuplicateHandle gives any access to anybody who has a handle. Windows 8.1; before,
// the lists of unnamed sections are ignored (Chromium, base/memory/
// platform_shared_memory_region_win.cc). The list of what is no section is left alone.
int sys_forbid_access(anonshm_handle object) {
    section found = {};
    if (sys_section_of(object, &found) == -1)
        return -1;
    ACL nobody;
    SECURITY_DESCRIPTOR descriptor;
    const bool set = InitializeAcl(&nobody, sizeof nobody, ACL_REVISION) &&
                     InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION) &&
                     SetSecurityDescriptorDacl(&descriptor, TRUE, &nobody, FALSE) &&
                     SetKernelObjectSecurity(object, DACL_SECURITY_INFORMATION, &descriptor);
    return set ? 0 : fail();
}

anonshm_handle sys_duplicate_to_read(anonshm_handle object) {
    const HANDLE self = GetCurrentProcess();
    HANDLE made;
    if (DuplicateHandle(self, object, self, &made, FILE_MAP_READ | SECTION_QUERY, FALSE, 0))
        return made;
    fail();
    return ANONSHM_INVALID_HANDLE;
}

} // namespace anonshm
