# The zig compiler (PyPI: ziglang), which brings headers and link stubs of many systems. Set
# before:
#   ANONSHM_ZIG_TARGET   as in zig targets, with a version where it matters; then flags, if any
#   ANONSHM_SYSTEM       CMAKE_SYSTEM_NAME
#   ANONSHM_QEMU         as in qemu-<cpu>-static; "native" where an x86-64 PC runs the programs;
#                        empty where nothing here does
# Read: ANONSHM_ZIG, the program; by default the one on PATH, or what scripts/matrix installed.

file(GLOB installed "${CMAKE_CURRENT_LIST_DIR}/../../../build/matrix/tools/ziglang-*/ziglang")
find_program(ANONSHM_ZIG zig HINTS ${installed})
if(NOT ANONSHM_ZIG)
  get_filename_component(toolchain "${CMAKE_TOOLCHAIN_FILE}" NAME_WE)
  message(FATAL_ERROR "The toolchain ${toolchain} needs zig, which is in PyPI's ziglang.")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ANONSHM_ZIG)

set(CMAKE_SYSTEM_NAME ${ANONSHM_SYSTEM})
string(REGEX MATCH "^[^-]+" CMAKE_SYSTEM_PROCESSOR "${ANONSHM_ZIG_TARGET}")

# zig builds a target's run-time libraries when they are first needed. anonshm needs neither the
# sanitizer's nor C++'s, and without them the first link takes 5 s instead of 90 s.
set(CMAKE_C_COMPILER ${ANONSHM_ZIG} cc -target ${ANONSHM_ZIG_TARGET} -fno-sanitize=undefined)
set(CMAKE_CXX_COMPILER ${ANONSHM_ZIG} c++ -target ${ANONSHM_ZIG_TARGET} -fno-sanitize=undefined
  -nostdlib++)
set(ANONSHM_BUILD_TOOL OFF CACHE BOOL "The program needs a C++ library")

# The host's ar writes no index for another system's objects.
foreach(language IN ITEMS C CXX)
  set(CMAKE_${language}_ARCHIVE_CREATE "\"${ANONSHM_ZIG}\" ar qc <TARGET> <OBJECTS>")
  set(CMAKE_${language}_ARCHIVE_APPEND "\"${ANONSHM_ZIG}\" ar q <TARGET> <OBJECTS>")
  set(CMAKE_${language}_ARCHIVE_FINISH "\"${ANONSHM_ZIG}\" ranlib <TARGET>")
endforeach()

include("${CMAKE_CURRENT_LIST_DIR}/emulator.cmake")
anonshm_toolchain_emulator("${ANONSHM_QEMU}")
