# SPDX-License-Identifier: MIT
# The zig compiler (PyPI: ziglang), which brings headers and link stubs of many systems. As
# -D<name>=<value>, or in the environment:
#   ANONSHM_ZIG_TARGET  as in zig targets, with a version where it matters; then flags, if any
#   ANONSHM_QEMU        as in qemu-<cpu>-static; "native" where an x86-64 PC runs the programs;
#                       empty where nothing here does, and behaviours are predicted
# By -D alone: ANONSHM_ZIG, the program (default: on PATH, or what scripts/matrix installed).
# For example:
#   ANONSHM_ZIG_TARGET=x86_64-freebsd.15.1 scripts/probe --output build-freebsd \
#     --toolchain cmake/toolchains/zig.cmake

include("${CMAKE_CURRENT_LIST_DIR}/common/prerequisites.cmake")
anonshm_toolchain_parameter(ANONSHM_ZIG_TARGET "as in zig targets, and flags" REQUIRED)
anonshm_toolchain_parameter(ANONSHM_QEMU "as in qemu-<cpu>-static")

file(GLOB installed "${CMAKE_CURRENT_LIST_DIR}/../../build/matrix/tools/ziglang-*/ziglang")
find_program(ANONSHM_ZIG zig HINTS ${installed})
if(NOT ANONSHM_ZIG)
  message(FATAL_ERROR "The toolchain zig needs zig, which is in PyPI's ziglang.")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ANONSHM_ZIG)

function(anonshm_zig_system)
  string(REGEX MATCH "^([^-]+)-([a-z]+)" match "${ANONSHM_ZIG_TARGET}")
  set(CMAKE_SYSTEM_PROCESSOR "${CMAKE_MATCH_1}" PARENT_SCOPE)
  set(systems linux freebsd netbsd openbsd macos)
  set(names Linux FreeBSD NetBSD OpenBSD Darwin)
  list(FIND systems "${CMAKE_MATCH_2}" place)
  if(place EQUAL -1)
    message(FATAL_ERROR "cmake/toolchains/zig.cmake has no CMAKE_SYSTEM_NAME for the system of"
      " ${ANONSHM_ZIG_TARGET}.")
  endif()
  list(GET names ${place} name)
  set(CMAKE_SYSTEM_NAME ${name} PARENT_SCOPE)
endfunction()
anonshm_zig_system()

# zig builds a target's run-time libraries when they are first needed. anonshm needs neither the
# sanitizer's nor C++'s, and without them the first link takes 5 s instead of 90 s.
separate_arguments(target UNIX_COMMAND "${ANONSHM_ZIG_TARGET} -fno-sanitize=undefined")
set(CMAKE_C_COMPILER ${ANONSHM_ZIG} cc -target ${target})
set(CMAKE_CXX_COMPILER ${ANONSHM_ZIG} c++ -target ${target} -nostdlib++)
set(ANONSHM_BUILD_TOOL OFF CACHE BOOL "The program needs a C++ library")

# The host's ar writes no index for another system's objects.
foreach(language IN ITEMS C CXX)
  set(CMAKE_${language}_ARCHIVE_CREATE "\"${ANONSHM_ZIG}\" ar qc <TARGET> <OBJECTS>")
  set(CMAKE_${language}_ARCHIVE_APPEND "\"${ANONSHM_ZIG}\" ar q <TARGET> <OBJECTS>")
  set(CMAKE_${language}_ARCHIVE_FINISH "\"${ANONSHM_ZIG}\" ranlib <TARGET>")
endforeach()

include("${CMAKE_CURRENT_LIST_DIR}/common/emulator.cmake")
anonshm_toolchain_emulator("${ANONSHM_QEMU}")
