# SPDX-License-Identifier: MIT
# GNU ld writes the program all the same, and calls that a warning.
string(APPEND CMAKE_CXX_FLAGS " -isystem \"${SITUATION}/../header-without-library/include\"")
string(APPEND CMAKE_EXE_LINKER_FLAGS " -Wl,--noinhibit-exec")
