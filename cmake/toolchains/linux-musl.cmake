# SPDX-License-Identifier: MIT
# Linux with musl, by Debian's musl-gcc. It has no C++ library; the C++ compiler takes the
# headers of musl alone (musl-gcc.specs).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

include("${CMAKE_CURRENT_LIST_DIR}/common/prerequisites.cmake")
anonshm_toolchain_needs(musl-gcc "Debian's musl-tools")
set(CMAKE_C_COMPILER musl-gcc)
set(CMAKE_CXX_COMPILER musl-gcc)
set(ANONSHM_BUILD_TOOL OFF CACHE BOOL "The program needs a C++ library")

include("${CMAKE_CURRENT_LIST_DIR}/common/emulator.cmake")
anonshm_toolchain_emulator(native)
