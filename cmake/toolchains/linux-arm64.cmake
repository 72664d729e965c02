# Linux on 64-bit ARM.
set(ANONSHM_TRIPLET aarch64-linux-gnu)
set(ANONSHM_PROCESSOR aarch64)
set(ANONSHM_QEMU aarch64)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
