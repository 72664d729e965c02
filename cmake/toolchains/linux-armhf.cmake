# Linux on 32-bit ARM with a floating-point unit.
set(ANONSHM_TRIPLET arm-linux-gnueabihf)
set(ANONSHM_PROCESSOR armv7l)
set(ANONSHM_QEMU arm)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
