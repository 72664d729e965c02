# Linux on PA-RISC, big-endian.
set(ANONSHM_TRIPLET hppa-linux-gnu)
set(ANONSHM_PROCESSOR parisc)
set(ANONSHM_QEMU hppa)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
