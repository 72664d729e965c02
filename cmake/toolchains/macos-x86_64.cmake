# macOS on Intel.
set(ANONSHM_ZIG_TARGET x86_64-macos)
set(ANONSHM_SYSTEM Darwin)
set(ANONSHM_QEMU "")
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
