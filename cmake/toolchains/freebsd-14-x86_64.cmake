# FreeBSD 14.
set(ANONSHM_ZIG_TARGET x86_64-freebsd.14.0)
set(ANONSHM_SYSTEM FreeBSD)
set(ANONSHM_QEMU "")
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
