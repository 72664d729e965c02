# SPDX-License-Identifier: MIT
# There, but it cannot be called: no header declares it.
file(WRITE "${CMAKE_BINARY_DIR}/extra.c" "int shm_mkstemp(char *name) { return *name; }\n")
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -x c -c extra.c -o extra.o
  WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
string(APPEND CMAKE_EXE_LINKER_FLAGS " \"${CMAKE_BINARY_DIR}/extra.o\"")
