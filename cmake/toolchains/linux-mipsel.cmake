# Linux on 32-bit MIPS, little-endian.
set(ANONSHM_TRIPLET mipsel-linux-gnu)
set(ANONSHM_PROCESSOR mips)
set(ANONSHM_QEMU mipsel)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
