# SPDX-License-Identifier: MIT
# Linux on x86-64 with 32-bit pointers. Compiled only: Debian 12 has no libm for x32 to link
# with, and neither its kernel nor qemu runs such programs.
set(ANONSHM_TRIPLET x86_64-linux-gnux32)
set(ANONSHM_QEMU "")
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
include("${CMAKE_CURRENT_LIST_DIR}/debian-cross.cmake")
