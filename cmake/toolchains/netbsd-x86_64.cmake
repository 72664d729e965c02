# NetBSD 10.
set(ANONSHM_ZIG_TARGET x86_64-netbsd.10.1)
set(ANONSHM_SYSTEM NetBSD)
set(ANONSHM_QEMU "")
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
