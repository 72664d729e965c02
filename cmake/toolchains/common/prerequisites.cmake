# SPDX-License-Identifier: MIT
# What a toolchain file needs: parameters and tools. A missing one stops the configure, with the
# one thing to do about it.

# anonshm_toolchain_parameter(<name> <meaning> [REQUIRED])
# A value that the user chooses, as -D<name>=<value>, or in the environment: a workflow that
# sets CMAKE_TOOLCHAIN_FILE does not write the command line. The first configure's is kept.
function(anonshm_toolchain_parameter name meaning)
  if(NOT DEFINED ${name})
    set(${name} "$ENV{${name}}" CACHE STRING "${meaning}")
  endif()
  list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ${name})
  set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES "${CMAKE_TRY_COMPILE_PLATFORM_VARIABLES}"
    PARENT_SCOPE)
  anonshm_toolchain_check_parameter(${name} "${meaning}" ${ARGN})
endfunction()

function(anonshm_toolchain_check_parameter name meaning)
  get_filename_component(toolchain "${CMAKE_TOOLCHAIN_FILE}" NAME_WE)
  if("${ARGN}" STREQUAL "REQUIRED" AND "${${name}}" STREQUAL "")
    message(FATAL_ERROR "The toolchain ${toolchain} needs ${name} (${meaning}), as"
      " -D${name}=<value> or in the environment.")
  endif()
  if(DEFINED ENV{${name}} AND NOT "$ENV{${name}}" STREQUAL "${${name}}")
    message(FATAL_ERROR "${name} is \"${${name}}\" in this build, and \"$ENV{${name}}\" in the"
      " environment. Use another build directory.")
  endif()
endfunction()

# anonshm_toolchain_needs(<program> <package>)
function(anonshm_toolchain_needs program package)
  find_program(ANONSHM_PROGRAM_${program} NAMES ${program})
  if(NOT ANONSHM_PROGRAM_${program})
    get_filename_component(toolchain "${CMAKE_TOOLCHAIN_FILE}" NAME_WE)
    message(FATAL_ERROR "The toolchain ${toolchain} needs ${program}, which is in ${package}.")
  endif()
endfunction()
