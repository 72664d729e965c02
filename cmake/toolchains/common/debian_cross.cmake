# A Debian cross GCC (package g++-<triplet>) for Linux, its programs run by qemu-user
# (package qemu-user-static). Set before:
#   ANONSHM_TRIPLET    as in /usr/<triplet>
#   ANONSHM_PROCESSOR  as uname -m says there
#   ANONSHM_QEMU       as in qemu-<cpu>-static; empty where no emulator can run the programs;
#                      "native" where an x86-64 PC can

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR ${ANONSHM_PROCESSOR})

include("${CMAKE_CURRENT_LIST_DIR}/missing.cmake")
string(REPLACE "_" "-" package "Debian's g++-${ANONSHM_TRIPLET}")
anonshm_toolchain_needs(${ANONSHM_TRIPLET}-g++ "${package}")
set(CMAKE_C_COMPILER ${ANONSHM_TRIPLET}-gcc)
set(CMAKE_CXX_COMPILER ${ANONSHM_TRIPLET}-g++)

set(CMAKE_FIND_ROOT_PATH /usr/${ANONSHM_TRIPLET})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

include("${CMAKE_CURRENT_LIST_DIR}/emulator.cmake")
anonshm_toolchain_emulator("${ANONSHM_QEMU}" -L /usr/${ANONSHM_TRIPLET})
