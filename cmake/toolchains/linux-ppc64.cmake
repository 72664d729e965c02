# Linux on 64-bit PowerPC, big-endian.
set(ANONSHM_TRIPLET powerpc64-linux-gnu)
set(ANONSHM_PROCESSOR ppc64)
set(ANONSHM_QEMU ppc64)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
