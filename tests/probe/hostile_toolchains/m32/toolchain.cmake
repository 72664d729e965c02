# SPDX-License-Identifier: MIT
string(APPEND CMAKE_CXX_FLAGS " -m32")
