# Linux on SuperH. Linked only: glibc does not start under qemu-sh4.
set(ANONSHM_TRIPLET sh4-linux-gnu)
set(ANONSHM_PROCESSOR sh4)
set(ANONSHM_QEMU "")
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
