# Linux with musl on 64-bit ARM.
set(ANONSHM_ZIG_TARGET aarch64-linux-musl)
set(ANONSHM_SYSTEM Linux)
set(ANONSHM_QEMU aarch64)
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
