# SPDX-License-Identifier: MIT
# A program in one file, which runs on any Linux of this machine's processor: linked statically,
# with musl where there is zig (on PATH, from scripts/matrix, or -DANONSHM_ZIG), else with the C
# library of the compiler. Nothing is built for another system, so that this is no cross build.
#   ANONSHM_ZIG_TARGET  as in zig targets (default: musl on the host's processor)

include("${CMAKE_CURRENT_LIST_DIR}/common/prerequisites.cmake")

# As uname has it, and as zig has it.
function(anonshm_portable_target variable)
  set(names x86_64 x86_64 amd64 x86_64 aarch64 aarch64 riscv64 riscv64 ppc64le powerpc64le
    s390x s390x loongarch64 loongarch64 i686 x86 i386 x86)
  list(FIND names "${CMAKE_HOST_SYSTEM_PROCESSOR}" place)
  set(${variable} "" PARENT_SCOPE)
  if(CMAKE_HOST_SYSTEM_PROCESSOR MATCHES "^armv7")
    set(${variable} arm-linux-musleabihf PARENT_SCOPE)
  elseif(NOT place EQUAL -1)
    math(EXPR place "${place} + 1")
    list(GET names ${place} name)
    set(${variable} ${name}-linux-musl PARENT_SCOPE)
  endif()
endfunction()

if(NOT CMAKE_HOST_SYSTEM_NAME STREQUAL "Linux")
  message(FATAL_ERROR "The toolchain linux-portable is for Linux, on Linux.")
endif()
if(NOT DEFINED ANONSHM_ZIG_TARGET)
  anonshm_portable_target(ANONSHM_ZIG_TARGET)
endif()
file(GLOB installed "${CMAKE_CURRENT_LIST_DIR}/../../build/matrix/tools/ziglang-*/ziglang"
  "${CMAKE_BINARY_DIR}/zig/lib/python*/site-packages/ziglang")
find_program(ANONSHM_ZIG zig HINTS ${installed})
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ANONSHM_ZIG ANONSHM_ZIG_TARGET)

if(ANONSHM_ZIG AND NOT ANONSHM_ZIG_TARGET STREQUAL "")
  # The sanitizer is zig's default, and its library would be built first. zig builds the C++
  # library once with debugging information and once without, as a link has -s or not: so that
  # CMake's own first link has it too, it is a part of the compiler.
  set(options -target ${ANONSHM_ZIG_TARGET} -fno-sanitize=undefined -s)
  set(CMAKE_C_COMPILER ${ANONSHM_ZIG} cc ${options})
  set(CMAKE_CXX_COMPILER ${ANONSHM_ZIG} c++ ${options})
endif()
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -s")
set(BUILD_SHARED_LIBS OFF)
set(ANONSHM_STATIC_AND_SHARED OFF CACHE BOOL "A static program needs the static library only")
