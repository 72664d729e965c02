# Linux on Motorola 68000, big-endian.
set(ANONSHM_TRIPLET m68k-linux-gnu)
set(ANONSHM_PROCESSOR m68k)
set(ANONSHM_QEMU m68k)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
