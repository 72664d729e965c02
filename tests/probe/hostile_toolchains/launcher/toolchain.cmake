# SPDX-License-Identifier: MIT
set(ENV{CCACHE_DIR} "${CMAKE_BINARY_DIR}/ccache")
set(CMAKE_CXX_COMPILER_LAUNCHER ccache)
