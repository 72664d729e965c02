# Linux on LoongArch. With musl: Debian 12 has no cross GCC, and qemu 7.2 not the vector
# instructions that newer Debians' glibc uses.
set(ANONSHM_ZIG_TARGET loongarch64-linux-musl -mcpu=generic_la64)
set(ANONSHM_SYSTEM Linux)
set(ANONSHM_QEMU loongarch64)
include("${CMAKE_CURRENT_LIST_DIR}/common/zig.cmake")
