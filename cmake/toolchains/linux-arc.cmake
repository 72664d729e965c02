# Linux on ARC. Linked only: qemu has no arc.
set(ANONSHM_TRIPLET arc-linux-gnu)
set(ANONSHM_PROCESSOR arc)
set(ANONSHM_QEMU "")
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
