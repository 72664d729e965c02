# SPDX-License-Identifier: MIT
# A Debian cross GCC (package g++-<triplet>) for Linux, its programs run by qemu-user (package
# qemu-user-static). As -D<name>=<value>, or in the environment:
#   ANONSHM_TRIPLET  as in /usr/<triplet>
#   ANONSHM_QEMU     as in qemu-<cpu>-static; "native" where an x86-64 PC runs the programs;
#                    empty where nothing here does, and behaviours are predicted
# For example:
#   ANONSHM_TRIPLET=s390x-linux-gnu ANONSHM_QEMU=s390x scripts/probe --output build-s390x \
#     --toolchain cmake/toolchains/debian-cross.cmake

include("${CMAKE_CURRENT_LIST_DIR}/common/prerequisites.cmake")
anonshm_toolchain_parameter(ANONSHM_TRIPLET "as in /usr/<triplet>" REQUIRED)
anonshm_toolchain_parameter(ANONSHM_QEMU "as in qemu-<cpu>-static")

string(REPLACE "_" "-" package "Debian's g++-${ANONSHM_TRIPLET}")
anonshm_toolchain_needs(${ANONSHM_TRIPLET}-g++ "${package}")

set(CMAKE_SYSTEM_NAME Linux)
string(REGEX MATCH "^[^-]+" CMAKE_SYSTEM_PROCESSOR "${ANONSHM_TRIPLET}")
set(CMAKE_C_COMPILER ${ANONSHM_TRIPLET}-gcc)
set(CMAKE_CXX_COMPILER ${ANONSHM_TRIPLET}-g++)

set(CMAKE_FIND_ROOT_PATH /usr/${ANONSHM_TRIPLET})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

include("${CMAKE_CURRENT_LIST_DIR}/common/emulator.cmake")
anonshm_toolchain_emulator("${ANONSHM_QEMU}" -L /usr/${ANONSHM_TRIPLET})

# The loader and the libraries that came with the compiler: the PC has none for the target.
# DT_RPATH, since DT_RUNPATH does not hold for what the libraries need in turn (ld.so(8)).
if(ANONSHM_QEMU STREQUAL "native")
  file(GLOB loader "/usr/${ANONSHM_TRIPLET}/lib/ld-linux*.so.*")
  set(CMAKE_EXE_LINKER_FLAGS_INIT "-Wl,--dynamic-linker=${loader}\
 -Wl,--disable-new-dtags,-rpath,/usr/${ANONSHM_TRIPLET}/lib")
endif()
