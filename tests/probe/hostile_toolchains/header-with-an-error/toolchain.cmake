# SPDX-License-Identifier: MIT
string(APPEND CMAKE_CXX_FLAGS " -isystem \"${SITUATION}/include\"")
