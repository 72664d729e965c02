# Linux with musl on 32-bit PowerPC, big-endian.
set(ANONSHM_ZIG_TARGET powerpc-linux-musleabihf)
set(ANONSHM_SYSTEM Linux)
set(ANONSHM_QEMU ppc)
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
