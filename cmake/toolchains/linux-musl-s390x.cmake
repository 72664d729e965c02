# Linux with musl on IBM Z, big-endian.
set(ANONSHM_ZIG_TARGET s390x-linux-musl)
set(ANONSHM_SYSTEM Linux)
set(ANONSHM_QEMU s390x)
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
