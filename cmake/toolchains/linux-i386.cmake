# Linux on 32-bit x86. The PC runs it: qemu-i386 hangs at fork().
set(ANONSHM_TRIPLET i686-linux-gnu)
set(ANONSHM_PROCESSOR i686)
set(ANONSHM_QEMU native)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
