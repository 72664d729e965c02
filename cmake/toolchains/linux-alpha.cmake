# Linux on Alpha. Dynamic programs only: a static one crashes in qemu 7.2.
set(ANONSHM_TRIPLET alpha-linux-gnu)
set(ANONSHM_PROCESSOR alpha)
set(ANONSHM_QEMU alpha)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
