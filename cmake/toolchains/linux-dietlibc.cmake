# SPDX-License-Identifier: MIT
# Linux with dietlibc, by Debian's diet, which wraps a compiler whose name ends in "cc" only;
# gcc compiles C++ all the same. There is no C++ library.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)

include("${CMAKE_CURRENT_LIST_DIR}/common/prerequisites.cmake")
anonshm_toolchain_needs(diet "Debian's dietlibc-dev")

# dietlibc needs the kernel's headers, but glibc's are in the same directory, and diet leaves
# them within reach of __has_include. A script only asks what is missing, and has no directory.
if(NOT ANONSHM_KERNEL_HEADERS AND NOT CMAKE_SCRIPT_MODE_FILE)
  set(ANONSHM_KERNEL_HEADERS "${CMAKE_BINARY_DIR}/CMakeFiles/kernel-headers")
  file(GLOB kernel_headers /usr/include/linux /usr/include/asm-generic /usr/include/*/asm)
  file(MAKE_DIRECTORY "${ANONSHM_KERNEL_HEADERS}")
  foreach(directory IN LISTS kernel_headers)
    get_filename_component(name "${directory}" NAME)
    file(CREATE_LINK "${directory}" "${ANONSHM_KERNEL_HEADERS}/${name}" SYMBOLIC)
  endforeach()
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ANONSHM_KERNEL_HEADERS)

foreach(language IN ITEMS C CXX)
  set(CMAKE_${language}_COMPILER ${ANONSHM_PROGRAM_diet} gcc -nostdinc
    -idirafter "${ANONSHM_KERNEL_HEADERS}")
endforeach()
set(ANONSHM_BUILD_TOOL OFF CACHE BOOL "The program needs a C++ library")
set(ANONSHM_STATIC_AND_SHARED OFF CACHE BOOL "There are only static programs")

include("${CMAKE_CURRENT_LIST_DIR}/common/emulator.cmake")
anonshm_toolchain_emulator(native)
