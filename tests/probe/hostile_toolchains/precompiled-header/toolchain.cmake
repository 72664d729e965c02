# SPDX-License-Identifier: MIT
# What was precompiled comes before the probe's own feature macros.
file(COPY "${SITUATION}/all.h" DESTINATION "${CMAKE_BINARY_DIR}")
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -x c++-header all.h -o all.h.gch
  WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
string(APPEND CMAKE_CXX_FLAGS " -include \"${CMAKE_BINARY_DIR}/all.h\"")
