# SPDX-License-Identifier: MIT
# WASI, by Debian's clang and wasi-libc; run by node.
set(CMAKE_SYSTEM_NAME WASI)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(UNIX TRUE)

include("${CMAKE_CURRENT_LIST_DIR}/common/prerequisites.cmake")
anonshm_toolchain_needs(clang++-14 "Debian's clang-14")
anonshm_toolchain_needs(wasm-ld-14 "Debian's lld-14")
if(NOT EXISTS /usr/include/wasm32-wasi/stdio.h)
  message(FATAL_ERROR "The toolchain wasi needs wasi-libc, which is in Debian's wasi-libc.")
endif()
# Without -nostdlibinc, glibc's headers are within reach of __has_include. wasi-libc declares
# signals and mappings only where their emulation is requested.
string(CONCAT emulations "-isystem /usr/include/wasm32-wasi"
  " -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_MMAN")
set(CMAKE_C_FLAGS_INIT "-nostdlibinc ${emulations}")
set(CMAKE_CXX_FLAGS_INIT "-nostdlibinc -isystem /usr/include/wasm32-wasi/c++/v1 ${emulations}")
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_C_COMPILER clang-14)
set(CMAKE_CXX_COMPILER clang++-14)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-lwasi-emulated-signal -lwasi-emulated-mman")
set(CMAKE_EXECUTABLE_SUFFIX .wasm)

find_program(ANONSHM_PROGRAM_NODE node)
if(ANONSHM_PROGRAM_NODE)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${ANONSHM_PROGRAM_NODE} --no-warnings
    "${CMAKE_CURRENT_LIST_DIR}/common/wasi.mjs")
endif()

# Debian's wasi-libc comes without a C++ library for the program, and CMake does not know that
# there are no shared libraries.
set(ANONSHM_BUILD_TOOL OFF CACHE BOOL "Build the program anonshm")
set(ANONSHM_STATIC_AND_SHARED OFF CACHE BOOL "Build both libraries")
