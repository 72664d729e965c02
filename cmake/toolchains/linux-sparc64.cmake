# Linux on 64-bit SPARC, big-endian.
set(ANONSHM_TRIPLET sparc64-linux-gnu)
set(ANONSHM_PROCESSOR sparc64)
set(ANONSHM_QEMU sparc64)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
