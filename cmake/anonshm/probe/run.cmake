# SPDX-License-Identifier: MIT
# Runs the program where that is possible.

include_guard(GLOBAL)

# <output>: what the program printed; <ran>: "ran", "emulated", or "" if it did not run. A
# cross-built program is run only by its emulator. One that starts all the same, by way of
# binfmt_misc, is not native: the program itself says which processor it was built for.
function(_anonshm_run output ran program target_type)
  set(${output} "" PARENT_SCOPE)
  set(${ran} "" PARENT_SCOPE)
  _anonshm_could_run(could_run "${target_type}")
  if(NOT could_run)
    return()
  endif()
  # All symbols at once, or a missing one would show only when it is called (ld.so(8)).
  _anonshm_set_environment(bind_now LD_BIND_NOW 1)
  # With -fprofile-instr-generate clang's runtime opens its file before main (compiler-rt,
  # InstrProfilingFile.c).
  set(nowhere /dev/null)
  if(CMAKE_HOST_WIN32)
    set(nowhere NUL)
  endif()
  _anonshm_set_environment(profile LLVM_PROFILE_FILE "${nowhere}")
  # Where what it may leave behind is removed, or at least not in the way.
  get_filename_component(directory "${program}" DIRECTORY)
  execute_process(COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} "${program}"
    WORKING_DIRECTORY "${directory}"
    TIMEOUT 60 RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE complaints)
  _anonshm_restore_environment(LD_BIND_NOW "${bind_now}")
  _anonshm_restore_environment(LLVM_PROFILE_FILE "${profile}")
  string(REPLACE "\r" "" text "${text}") # Windows, and Wine
  if(NOT text MATCHES "(^|\n)ANONSHM-BEGIN\n(.*)")
    return()
  endif()
  set(${output} "${CMAKE_MATCH_2}" PARENT_SCOPE)
  string(REGEX MATCH "ANONSHM target.arch=([^|\n]*)" arch "${text}")
  _anonshm_is_native(native "${CMAKE_MATCH_1}")
  _anonshm_has_emulator(has_emulator)
  set(evidence ran)
  if(NOT native OR has_emulator)
    set(evidence emulated)
  endif()
  set(${ran} "${evidence}" PARENT_SCOPE)
endfunction()

function(_anonshm_could_run variable target_type)
  set(could TRUE)
  if(NOT target_type STREQUAL "EXECUTABLE"
      OR (CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR))
    set(could FALSE)
  endif()
  set(${variable} "${could}" PARENT_SCOPE)
endfunction()

# env(1) by itself only sets variables; behind them may be an emulator.
function(_anonshm_has_emulator variable)
  set(words "${CMAKE_CROSSCOMPILING_EMULATOR}")
  if(words MATCHES "^([^;]*/)?env(;|$)")
    list(REMOVE_AT words 0)
    list(FILTER words EXCLUDE REGEX "^[A-Za-z_][A-Za-z_0-9]*=")
  endif()
  string(COMPARE NOTEQUAL "${words}" "" has)
  set(${variable} "${has}" PARENT_SCOPE)
endfunction()

# Can this host's processor run code for that architecture by itself?
function(_anonshm_is_native variable arch)
  string(TOLOWER "${CMAKE_HOST_SYSTEM_PROCESSOR}" host)
  set(runs "${host}")
  if(host MATCHES "^(x86_64|amd64|i86pc)$")
    set(runs x86_64 i386 x32)
  elseif(host MATCHES "^i[3-6]86$")
    set(runs i386)
  elseif(host MATCHES "^(aarch64|arm64|evbarm)")
    set(runs arm64 arm)
  elseif(host MATCHES "^arm")
    set(runs arm)
  elseif(host MATCHES "^riscv")
    set(runs riscv)
  elseif(host MATCHES "^(ppc64|powerpc64)")
    set(runs ppc64 powerpc)
  elseif(host MATCHES "^mips")
    set(runs mips64 mips)
  elseif(host MATCHES "^loongarch")
    set(runs loongarch64)
  endif()
  set(native FALSE)
  if(arch IN_LIST runs)
    set(native TRUE)
  endif()
  set(${variable} "${native}" PARENT_SCOPE)
endfunction()
