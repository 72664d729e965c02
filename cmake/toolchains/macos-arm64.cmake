# macOS on Apple silicon.
set(ANONSHM_ZIG_TARGET aarch64-macos)
set(ANONSHM_SYSTEM Darwin)
set(ANONSHM_QEMU "")
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
