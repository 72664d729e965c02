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
set(CMAKE_COLOR_DIAGNOSTICS OFF) # the messages are parsed

# The units of a project's facts (project/build.cmake). The build tool is in CMAKE_BINARY_DIR.
if(NOT ANONSHM_UNITS STREQUAL "")
  file(RELATIVE_PATH directory "${CMAKE_BINARY_DIR}" "${ANONSHM_UNITS}")
  cmake_host_system_information(RESULT processes QUERY NUMBER_OF_LOGICAL_CORES)
  foreach(language IN ITEMS C CXX)
    set(CMAKE_${language}_COMPILER_LAUNCHER
      sh "${directory}/compile_units.sh" "${directory}" "${processes}")
    # The name of such a file is relative, and the launchers look for what is in it.
    foreach(what IN ITEMS INCLUDES OBJECTS)
      set(CMAKE_${language}_USE_RESPONSE_FILE_FOR_${what} 0)
    endforeach()
  endforeach()
  unset(CMAKE_NINJA_FORCE_RESPONSE_FILE)
  set_property(GLOBAL PROPERTY RULE_LAUNCH_LINK "sh ${directory}/link_units.sh ${directory}")
endif()
