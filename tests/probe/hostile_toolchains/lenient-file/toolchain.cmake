# SPDX-License-Identifier: MIT
# The options are in a file, where no check of the flags finds them.
string(APPEND CMAKE_CXX_FLAGS " -isystem \"${SITUATION}/../header-without-library/include\"")
string(APPEND CMAKE_EXE_LINKER_FLAGS " \"@${SITUATION}/options\"")
