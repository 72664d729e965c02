# SPDX-License-Identifier: MIT
# Whether a toolchain file finds what it needs, without a project: an error, or nothing.
#
#   cmake -DCMAKE_TOOLCHAIN_FILE=<file> -D<parameter>=<value>... [-DRUNS=ON] -P toolchain.cmake
#
# RUNS: programs of the target are to be run.

cmake_minimum_required(VERSION 3.20)
cmake_host_system_information(RESULT CMAKE_HOST_SYSTEM_PROCESSOR QUERY OS_PLATFORM)
include("${CMAKE_TOOLCHAIN_FILE}")
if(RUNS AND CMAKE_SYSTEM_NAME AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  message(FATAL_ERROR "The toolchain needs what runs its programs, which is not on PATH.")
endif()
