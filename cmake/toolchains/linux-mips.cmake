# Linux on 32-bit MIPS, big-endian.
set(ANONSHM_TRIPLET mips-linux-gnu)
set(ANONSHM_PROCESSOR mips)
set(ANONSHM_QEMU mips)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
