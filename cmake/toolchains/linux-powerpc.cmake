# Linux on 32-bit PowerPC, big-endian.
set(ANONSHM_TRIPLET powerpc-linux-gnu)
set(ANONSHM_PROCESSOR ppc)
set(ANONSHM_QEMU ppc)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
