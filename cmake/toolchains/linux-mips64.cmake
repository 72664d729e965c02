# Linux on 64-bit MIPS, big-endian.
set(ANONSHM_TRIPLET mips64-linux-gnuabi64)
set(ANONSHM_PROCESSOR mips64)
set(ANONSHM_QEMU mips64)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
