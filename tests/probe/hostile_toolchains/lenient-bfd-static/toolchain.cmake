# SPDX-License-Identifier: MIT
# Functions of no library end up at address 0, or where the program begins.
string(APPEND CMAKE_CXX_FLAGS
  " -fPIE -isystem \"${SITUATION}/../header-without-library/include\"")
string(APPEND CMAKE_EXE_LINKER_FLAGS " -static -Wl,--unresolved-symbols=ignore-all")
