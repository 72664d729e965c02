# Linux on 32-bit ARM without a floating-point unit.
set(ANONSHM_TRIPLET arm-linux-gnueabi)
set(ANONSHM_PROCESSOR armv5tel)
set(ANONSHM_QEMU arm)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
