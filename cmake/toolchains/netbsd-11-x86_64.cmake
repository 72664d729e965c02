# NetBSD 11, the first with memfd_create.
set(ANONSHM_ZIG_TARGET x86_64-netbsd.11.0)
set(ANONSHM_SYSTEM NetBSD)
set(ANONSHM_QEMU "")
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
