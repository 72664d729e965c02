# SPDX-License-Identifier: MIT
string(APPEND CMAKE_CXX_FLAGS " -D__stub_fclose")
