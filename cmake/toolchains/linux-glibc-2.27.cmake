# Linux with glibc 2.27, whose programs run with any newer one.
set(ANONSHM_ZIG_TARGET x86_64-linux-gnu.2.27)
set(ANONSHM_SYSTEM Linux)
set(ANONSHM_QEMU native)
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
