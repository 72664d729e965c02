# SPDX-License-Identifier: MIT
# Linux with klibc, by Debian's klcc, which wraps gcc; gcc compiles C++ all the same. There is
# no C++ library.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

include("${CMAKE_CURRENT_LIST_DIR}/common/prerequisites.cmake")
anonshm_toolchain_needs(klcc "Debian's libklibc-dev")
set(CMAKE_C_COMPILER klcc)
set(CMAKE_CXX_COMPILER klcc -include "${CMAKE_CURRENT_LIST_DIR}/common/klibc.h")
set(ANONSHM_BUILD_TOOL OFF CACHE BOOL "The program needs a C++ library")
set(ANONSHM_STATIC_AND_SHARED OFF CACHE BOOL "There are only static programs")

include("${CMAKE_CURRENT_LIST_DIR}/common/emulator.cmake")
anonshm_toolchain_emulator(native)
