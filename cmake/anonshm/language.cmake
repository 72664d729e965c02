# SPDX-License-Identifier: MIT
# Whose compiler and flags are asked.

include_guard(GLOBAL)

# The languages whose answers may differ, C++ first, as what has room for one answer has its.
# <wanted>: C, CXX, or "" for every language that is enabled. A project's questions have none of
# the macros that make ours equal: g++ defines _GNU_SOURCE, and gcc does not; and code may be C.
function(_anonshm_languages variable wanted)
  set(languages "${wanted}")
  if(wanted STREQUAL "")
    foreach(language IN ITEMS CXX C)
      if(CMAKE_${language}_COMPILER_LOADED)
        list(APPEND languages ${language})
      endif()
    endforeach()
    if(languages STREQUAL "CXX;C" AND NOT "project" IN_LIST _anonshm_asked)
      _anonshm_is_one_toolchain(one)
      if(one)
        set(languages CXX)
      endif()
    endif()
  endif()
  set(${variable} "${languages}" PARENT_SCOPE)
endfunction()

# Whether C and C++ are two front ends of one compiler, for one target, with one set of flags,
# and nothing else is known that is meant for one of them.
function(_anonshm_is_one_toolchain variable)
  set(one TRUE)
  foreach(name IN ITEMS COMPILER_ID COMPILER_VERSION COMPILER_TARGET COMPILER_ABI
      COMPILER_EXTERNAL_TOOLCHAIN COMPILER_FRONTEND_VARIANT SIZEOF_DATA_PTR BYTE_ORDER
      LIBRARY_ARCHITECTURE STANDARD_LIBRARIES)
    if(NOT "${CMAKE_C_${name}}" STREQUAL "${CMAKE_CXX_${name}}")
      set(one FALSE)
    endif()
  endforeach()
  foreach(directory IN LISTS CMAKE_C_IMPLICIT_INCLUDE_DIRECTORIES)
    if(NOT directory IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES) # C++ has more of them
      set(one FALSE)
    endif()
  endforeach()
  # gcc and g++, clang-19 and clang++-19, zig cc and zig c++; another name may be a script.
  set(c "${CMAKE_C_COMPILER} ${CMAKE_C_COMPILER_ARG1}")
  set(cxx "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_ARG1}")
  string(REGEX REPLACE "clang[+][+]" "clang" cxx "${cxx}")
  string(REGEX REPLACE "g[+][+]" "gcc" cxx "${cxx}")
  string(REGEX REPLACE "c[+][+]" "cc" cxx "${cxx}")
  _anonshm_comparable_flags(c_flags C)
  _anonshm_comparable_flags(cxx_flags CXX)
  set(options "")
  foreach(property IN ITEMS COMPILE_OPTIONS COMPILE_DEFINITIONS INCLUDE_DIRECTORIES)
    get_property(more DIRECTORY PROPERTY ${property}) # the toolchain file's are among them
    string(APPEND options "${more}")
  endforeach()
  if(NOT c STREQUAL cxx OR NOT c_flags STREQUAL cxx_flags OR c_flags MATCHES "--config"
      OR options MATCHES "COMPILE_LANG"
      OR NOT "$ENV{C_INCLUDE_PATH}$ENV{CPLUS_INCLUDE_PATH}" STREQUAL "")
    set(one FALSE)
  endif()
  set(${variable} "${one}" PARENT_SCOPE)
endfunction()

# Without what cannot be the same, the standard, and without warnings.
function(_anonshm_comparable_flags variable language)
  _anonshm_configuration(configuration)
  string(TOUPPER "${configuration}" configuration)
  set(flags " ${CMAKE_${language}_FLAGS} ${CMAKE_${language}_FLAGS_${configuration}} ")
  string(REGEX REPLACE " -std=[^ ]*" " " flags "${flags}")
  string(REGEX REPLACE " -W[a-z][a-z0-9=+-]+" "" flags "${flags}")
  string(REGEX REPLACE "  +" " " flags "${flags}")
  set(${variable} "${flags}" PARENT_SCOPE)
endfunction()
