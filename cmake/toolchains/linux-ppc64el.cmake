# Linux on 64-bit PowerPC, little-endian.
set(ANONSHM_TRIPLET powerpc64le-linux-gnu)
set(ANONSHM_PROCESSOR ppc64le)
set(ANONSHM_QEMU ppc64le)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
