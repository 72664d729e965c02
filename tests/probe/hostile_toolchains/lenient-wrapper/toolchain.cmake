# SPDX-License-Identifier: MIT
string(APPEND CMAKE_CXX_FLAGS " -isystem \"${SITUATION}/../header-without-library/include\"")
