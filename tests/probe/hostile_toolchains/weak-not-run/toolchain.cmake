# SPDX-License-Identifier: MIT
string(APPEND CMAKE_CXX_FLAGS " -isystem \"${SITUATION}/../weak-declaration/include\"")
set(CMAKE_CROSSCOMPILING TRUE)
