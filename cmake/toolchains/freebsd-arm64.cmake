# FreeBSD 15 on 64-bit ARM.
set(ANONSHM_ZIG_TARGET aarch64-freebsd.15.1)
set(ANONSHM_SYSTEM FreeBSD)
set(ANONSHM_QEMU "")
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
