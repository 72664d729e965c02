# SPDX-License-Identifier: MIT
# From what compiler, linker and program answered to the answers of a target, as lines of
# <name>=<value>:
#
#   _anonshm_value_<id> _anonshm_evidence_<id> _anonshm_detail_<id>
#       of every fact. Set here; predictions and presets change them in _anonshm_resolve(); read
#       by chain, header, report and outcome. The value is TRUE, FALSE, a number, a word, or ""
#       for unknown
#   _anonshm_value_target.<part>
#       what the compiler calls the target
#   _anonshm_time
#       when the target was probed; read by report
#   _anonshm_missing_functions, _anonshm_probe_libraries
#       what the program had to be built without, and with; read by chain and tool

include_guard(GLOBAL)

function(_anonshm_evaluate variable program output ran missing libraries link_doubt)
  _anonshm_read_lines(lines "${program}" "${output}" "${ran}")
  _anonshm_evaluate_program(text "${output}" "${ran}")
  _anonshm_distrust(distrust "${lines}")
  # The compiler's lines are among those that the program printed, and count more.
  _anonshm_evaluate_functions(functions "${lines}" "${distrust}" "${missing}" "${link_doubt}")
  _anonshm_evaluate_libraries(needed "${functions}" "${distrust}" "${libraries}"
    "${link_doubt}")
  _anonshm_evaluate_macros(macros "${lines}" "${distrust}")
  string(APPEND text "${functions}${needed}${macros}")
  foreach(part IN ITEMS os arch libc endian pointer_bits)
    _anonshm_line(value "${lines}" "target.${part}")
    string(APPEND text "_anonshm_value_target.${part}=${value}\n")
  endforeach()
  string(TIMESTAMP time "%Y-%m-%dT%H:%M:%SZ" UTC) # or SOURCE_DATE_EPOCH
  string(APPEND text "_anonshm_time=${time}\n"
    "_anonshm_missing_functions=${missing}\n"
    "_anonshm_probe_libraries=${libraries}\n")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Appends the answer to one question.
function(_anonshm_answer variable id value evidence detail)
  string(CONCAT text "${${variable}}"
    "_anonshm_value_${id}=${value}\n"
    "_anonshm_evidence_${id}=${evidence}\n"
    "_anonshm_detail_${id}=${detail}\n")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# -- The compiler's lines ------------------------------------------------------------------

# The lines of text that the compiler wrote into the binary, each once.
function(_anonshm_read_lines variable program output ran)
  set(form "ANONSHM [A-Za-z_0-9.]+=[A-Za-z0-9_. -]*")
  file(STRINGS "${program}" lines LENGTH_MINIMUM 10 REGEX "^${form}$")
  if(NOT lines AND ran) # Emscripten's are in another file, or encoded; the program prints them
    string(REGEX MATCHALL "${form}\\|\n" lines "${output}")
    list(TRANSFORM lines REPLACE "\\|\n$" "")
  endif()
  if(NOT lines)
    message(FATAL_ERROR "anonshm_probe: the compiler's answers are not in ${program}."
      " Something removed them; nothing was concluded from it.")
  endif()
  list(REMOVE_DUPLICATES lines)
  set(${variable} "${lines}" PARENT_SCOPE)
endfunction()

# The answer of a line. A universal binary has one for each architecture; where they differ it
# is empty: there is no one answer.
function(_anonshm_line variable lines id)
  list(FILTER lines INCLUDE REGEX "^ANONSHM ${id}=")
  set(value "")
  if(lines MATCHES "^[^=]*=([^;]*)$")
    set(value "${CMAKE_MATCH_1}")
  endif()
  set(${variable} "${value}" PARENT_SCOPE)
endfunction()

# Why the compiler's answers are worth nothing; empty if they can be believed.
function(_anonshm_distrust variable lines)
  _anonshm_line(absent "${lines}" "${_anonshm_control_absent}")
  _anonshm_line(present "${lines}" "${_anonshm_control_present}")
  set(reason "")
  if(NOT absent STREQUAL "absent")
    set(reason
      "${_anonshm_control_absent} cannot exist, and the headers were said to declare it")
  elseif(NOT present STREQUAL "declared")
    set(reason "${_anonshm_control_present} must exist, and was not found")
  endif()
  set(${variable} "${reason}" PARENT_SCOPE)
endfunction()

function(_anonshm_evaluate_functions variable lines distrust missing link_doubt)
  set(text "")
  foreach(id IN LISTS _anonshm_facts_FUNCTION)
    _anonshm_line(line "${lines}" "${id}")
    if(NOT distrust STREQUAL "")
      _anonshm_answer(text ${id} "" unknown "${distrust}")
    elseif(line STREQUAL "absent")
      _anonshm_answer(text ${id} FALSE declared "not declared")
    elseif(line STREQUAL "stub")
      _anonshm_answer(text ${id} FALSE declared "a stub that always fails")
    elseif(id IN_LIST missing)
      _anonshm_answer(text ${id} FALSE linked "declared, but in no library")
    elseif(NOT line STREQUAL "declared")
      _anonshm_answer(text ${id} "" unknown "not the same for all architectures")
    elseif(link_doubt STREQUAL "")
      _anonshm_answer(text ${id} TRUE linked "")
    elseif(link_doubt MATCHES "^nothing")
      _anonshm_answer(text ${id} TRUE declared "${link_doubt}")
    else()
      _anonshm_answer(text ${id} "" unknown "${link_doubt}")
    endif()
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# What a function that was found needs; one that was not found has no library either.
function(_anonshm_evaluate_libraries variable functions distrust libraries link_doubt)
  set(text "")
  foreach(id IN LISTS _anonshm_facts_LIBRARY)
    set(function "${_anonshm_name_${id}}")
    string(REGEX MATCH "value_${function}=([^\n]*)\n[^\n=]*=([^\n]*)\n" match "${functions}")
    set(value "${CMAKE_MATCH_1}")
    set(evidence "${CMAKE_MATCH_2}")
    set(library "${_anonshm_library_${function}}")
    if(NOT library IN_LIST libraries)
      set(library none)
    endif()
    if(NOT value STREQUAL "TRUE")
      _anonshm_answer(text ${id} "${value}" "${evidence}" "${distrust}")
    elseif(link_doubt STREQUAL "")
      _anonshm_answer(text ${id} "${library}" linked "")
    else()
      _anonshm_answer(text ${id} "" unknown "${link_doubt}")
    endif()
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(_anonshm_evaluate_macros variable lines distrust)
  set(text "")
  foreach(id IN LISTS _anonshm_facts_MACRO _anonshm_facts_NUMBER)
    _anonshm_line(line "${lines}" "${id}")
    if(NOT distrust STREQUAL "")
      _anonshm_answer(text ${id} "" unknown "${distrust}")
    elseif(line STREQUAL "absent")
      _anonshm_answer(text ${id} FALSE declared "${_anonshm_name_${id}} is not defined")
    elseif(line STREQUAL "true")
      _anonshm_answer(text ${id} TRUE declared "")
    elseif(line STREQUAL "")
      _anonshm_answer(text ${id} "" unknown "not the same for all architectures")
    else()
      math(EXPR hexadecimal "${line}" OUTPUT_FORMAT HEXADECIMAL)
      _anonshm_answer(text ${id} "${line}" declared "${hexadecimal}")
    endif()
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# -- What the program printed --------------------------------------------------------------

# Behaviours: first that there was no answer, then what the program printed. Not as a list of
# lines: what stands in brackets, or before a backslash, is no separator to CMake. And not line
# by line, which would take CMake longer than it took the program to find out.
function(_anonshm_evaluate_program variable output ran)
  set(why "the target could not be run")
  if(ran)
    set(why "no answer")
  endif()
  list(TRANSFORM _anonshm_facts_BEHAVIOUR REPLACE "(.+)" "ANONSHM \\1=unknown|${why}\n"
    OUTPUT_VARIABLE ids)
  list(JOIN ids "" text)
  string(REGEX MATCHALL "ANONSHM [^=|\n]+=[^|\n]*\\|[^\n]*\n" printed "${output}")
  string(REPLACE "\n;" "\n" printed "${printed}")
  if(ran STREQUAL "emulated")
    _anonshm_reject_impossible(printed "${printed}")
  endif()
  string(APPEND text "${printed}")
  string(REPLACE "=true|" "=TRUE|" text "${text}")
  string(REPLACE "=false|" "=FALSE|" text "${text}")
  string(REGEX REPLACE "ANONSHM ([^=|\n]+)=unknown\\|([^\n]*)\n"
    "_anonshm_value_\\1=\n_anonshm_evidence_\\1=unknown\n_anonshm_detail_\\1=\\2\n"
    text "${text}")
  string(REGEX REPLACE "ANONSHM ([^=|\n]+)=([^|\n]*)\\|([^\n]*)\n"
    "_anonshm_value_\\1=\\2\n_anonshm_evidence_\\1=${ran}\n_anonshm_detail_\\1=\\3\n"
    text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# An emulator may print what the program never did: an answer that the catalogue has no such
# value for is unknown.
function(_anonshm_reject_impossible variable printed)
  foreach(id IN LISTS _anonshm_facts_BEHAVIOUR)
    set(possible ${_anonshm_values_${id}} unknown)
    list(TRANSFORM possible REPLACE "^yes/no$" "true|false")
    list(TRANSFORM possible REPLACE "^number$" "[0-9]+")
    list(TRANSFORM possible REPLACE "^errno$" "E[A-Z0-9]+")
    list(TRANSFORM possible REPLACE "^text$" "[A-Za-z0-9_./%-]+")
    list(JOIN possible "|" possible)
    string(REGEX REPLACE "ANONSHM ${id}=(${possible})\\|" "" others "${printed}")
    if(others MATCHES "ANONSHM ${id}=")
      string(REGEX REPLACE "ANONSHM ${id}=[^\n]*\n"
        "ANONSHM ${id}=unknown|the emulator gave an answer that is not possible\n"
        printed "${printed}")
    endif()
  endforeach()
  set(${variable} "${printed}" PARENT_SCOPE)
endfunction()
