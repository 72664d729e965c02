# Linux on 32-bit x86. The PC runs it: qemu-i386 hangs at fork().
set(ANONSHM_TRIPLET i686-linux-gnu)
set(ANONSHM_PROCESSOR i686)
set(ANONSHM_QEMU native)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")

# The loader and the libraries that came with the compiler, as this machine has none.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,-rpath,/usr/${ANONSHM_TRIPLET}/lib\
 -Wl,--dynamic-linker=/usr/${ANONSHM_TRIPLET}/lib/ld-linux.so.2")
