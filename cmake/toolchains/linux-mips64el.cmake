# Linux on 64-bit MIPS, little-endian.
set(ANONSHM_TRIPLET mips64el-linux-gnuabi64)
set(ANONSHM_PROCESSOR mips64)
set(ANONSHM_QEMU mips64el)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
