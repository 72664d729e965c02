# SPDX-License-Identifier: MIT
# Windows on x86-64, by Debian's MinGW-w64 with POSIX threads; run by Wine.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR AMD64)

include("${CMAKE_CURRENT_LIST_DIR}/common/prerequisites.cmake")
anonshm_toolchain_needs(x86_64-w64-mingw32-g++-posix "Debian's g++-mingw-w64-x86-64-posix")
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(CMAKE_RC_COMPILER x86_64-w64-mingw32-windres)
set(CMAKE_EXE_LINKER_FLAGS_INIT -static) # Wine does not find the compiler's DLLs

set(CMAKE_FIND_ROOT_PATH /usr/x86_64-w64-mingw32)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

find_program(ANONSHM_PROGRAM_WINE wine)
if(ANONSHM_PROGRAM_WINE)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${ANONSHM_PROGRAM_WINE})
endif()
