# SPDX-License-Identifier: MIT
string(APPEND CMAKE_EXE_LINKER_FLAGS " -nostdlib")
