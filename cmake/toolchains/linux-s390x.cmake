# Linux on IBM Z, big-endian.
set(ANONSHM_TRIPLET s390x-linux-gnu)
set(ANONSHM_PROCESSOR s390x)
set(ANONSHM_QEMU s390x)
include("${CMAKE_CURRENT_LIST_DIR}/common/debian_cross.cmake")
