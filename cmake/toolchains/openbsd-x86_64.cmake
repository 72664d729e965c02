# OpenBSD.
set(ANONSHM_ZIG_TARGET x86_64-openbsd)
set(ANONSHM_SYSTEM OpenBSD)
set(ANONSHM_QEMU "")
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
