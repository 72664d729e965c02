# SPDX-License-Identifier: MIT
# Sets what runs the programs, if it is there; without it their behaviours are predicted.
#
#   anonshm_toolchain_emulator(<cpu> <argument>...)   qemu-<cpu>-static
#   anonshm_toolchain_emulator(native)                an x86-64 PC itself; env only starts them

function(anonshm_toolchain_emulator cpu)
  if("${cpu}" STREQUAL "native")
    if(CMAKE_HOST_SYSTEM_PROCESSOR MATCHES "^(x86_64|amd64)$")
      set(CMAKE_CROSSCOMPILING_EMULATOR env PARENT_SCOPE)
    endif()
  elseif(NOT "${cpu}" STREQUAL "")
    find_program(ANONSHM_PROGRAM_QEMU qemu-${cpu}-static)
    if(ANONSHM_PROGRAM_QEMU)
      set(CMAKE_CROSSCOMPILING_EMULATOR ${ANONSHM_PROGRAM_QEMU} ${ARGN} PARENT_SCOPE)
    endif()
  endif()
endfunction()
