# Linux on 64-bit RISC-V.
set(ANONSHM_TRIPLET riscv64-linux-gnu)
set(ANONSHM_PROCESSOR riscv64)
set(ANONSHM_QEMU riscv64)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
