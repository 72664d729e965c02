# Linux with the newest glibc that zig knows, 2.44.
set(ANONSHM_ZIG_TARGET x86_64-linux-gnu.2.44)
set(ANONSHM_SYSTEM Linux)
set(ANONSHM_QEMU native)
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
