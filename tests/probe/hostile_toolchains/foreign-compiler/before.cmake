# SPDX-License-Identifier: MIT
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++ CACHE STRING "")
