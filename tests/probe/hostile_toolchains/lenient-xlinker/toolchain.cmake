# SPDX-License-Identifier: MIT
string(APPEND CMAKE_CXX_FLAGS " -isystem \"${SITUATION}/../header-without-library/include\"")
string(APPEND CMAKE_EXE_LINKER_FLAGS " -Xlinker --warn-unr")
