# SPDX-License-Identifier: MIT
# gold accepts what no library has.
string(APPEND CMAKE_CXX_FLAGS " -isystem \"${SITUATION}/../header-without-library/include\"")
string(APPEND CMAKE_EXE_LINKER_FLAGS " -fuse-ld=gold -Wl,--unresolved-symbols=ignore-all")
