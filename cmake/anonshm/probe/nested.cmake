# SPDX-License-Identifier: MIT
# Read by the nested project, behind the toolchain file: what of that is meant for the user's
# targets and not for a question.

foreach(language IN ITEMS C CXX)
  foreach(tool IN ITEMS CLANG_TIDY CPPCHECK CPPLINT INCLUDE_WHAT_YOU_USE ICSTAT PVS_STUDIO)
    unset(CMAKE_${language}_${tool})
  endforeach()
endforeach()
unset(CMAKE_LINK_WHAT_YOU_USE)
unset(CMAKE_INTERPROCEDURAL_OPTIMIZATION)
set(CMAKE_UNITY_BUILD OFF)

if(NOT ANONSHM_STORE STREQUAL "")
  foreach(language IN ITEMS C CXX)
    set(CMAKE_${language}_COMPILER_LAUNCHER
      sh "${CMAKE_CURRENT_LIST_DIR}/keep_going.sh" "${ANONSHM_STORE}")
  endforeach()
endif()
