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
#   _anonshm_contents, _anonshm_stamps, _anonshm_inputs
#       what the answers were made from, and its fingerprint (key.cmake)
#   _anonshm_was_run, _anonshm_settled
#       "ran", "emulated" or ""; whether it was not for want of something that may come
#   _anonshm_states, _anonshm_probe_libraries
#       what was not as expected (source.cmake), and what the program had to be linked with;
#       read by chain and tool

include_guard(GLOBAL)

function(_anonshm_evaluate variable program output ran states libraries link_doubt)
  _anonshm_read_lines(lines "${program}" "${output}" "${ran}")
  _anonshm_evaluate_program(text "${output}" "${ran}")
  _anonshm_distrust(distrust "${lines}" "${states}")
  if(NOT distrust STREQUAL "")
    message(WARNING "anonshm_probe: ${distrust}. So nothing was concluded from what this"
      " compiler says, with these flags. A fact that is known can be given:"
      " -DANONSHM_PRESET_<FACT>=<value>.")
  endif()
  _anonshm_read_addresses(found "${states}" "${output}")
  _anonshm_evaluate_functions(functions "${lines}" "${distrust}" "${found}" "${link_doubt}")
  _anonshm_evaluate_libraries(needed "${functions}" "${distrust}" "${libraries}"
    "${link_doubt}")
  _anonshm_evaluate_macros(macros "${lines}" "${distrust}")
  _anonshm_evaluate_numbers(numbers bits "${lines}" "${distrust}")
  string(APPEND text "${functions}${needed}${macros}${numbers}")
  foreach(part IN ITEMS os arch libc endian)
    _anonshm_line(value "${lines}" "target.${part}")
    if(part STREQUAL "libc" AND NOT distrust STREQUAL "")
      set(value unknown) # the headers name it
    endif()
    string(APPEND text "_anonshm_value_target.${part}=${value}\n")
  endforeach()
  string(TIMESTAMP time "%Y-%m-%dT%H:%M:%SZ" UTC) # or SOURCE_DATE_EPOCH
  string(APPEND text "_anonshm_value_target.pointer_bits=${bits}\n"
    "_anonshm_time=${time}\n"
    "_anonshm_states=${states}\n"
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
  set(form "ANONSHM [A-Za-z_0-9.#]+=[A-Za-z0-9_. +?-]*")
  file(STRINGS "${program}" lines LENGTH_MINIMUM 10 REGEX "^${form}$")
  if(NOT lines AND ran) # Emscripten's are in another file, or encoded; the program prints them
    string(REGEX MATCHALL "${form}\n" lines "${output}")
    list(TRANSFORM lines REPLACE "\n$" "")
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

# What a program that ran saw at the addresses of functions: of weak ones too, whether they are
# there.
function(_anonshm_read_addresses variable states output)
  if(output MATCHES "ANONSHM addresses=read")
    list(FILTER states EXCLUDE REGEX "=weak$")
    string(REGEX MATCHALL "ANONSHM missing\\.[A-Za-z_0-9]+" missing "${output}")
    list(TRANSFORM missing REPLACE "ANONSHM missing\\.(.*)" "\\1=unlinkable")
    list(PREPEND states ${missing})
  endif()
  set(${variable} "${states}" PARENT_SCOPE)
endfunction()

# Why the compiler's answers are worth nothing; empty if they can be believed.
function(_anonshm_distrust variable lines states)
  list(GET _anonshm_controls 0 cannot_exist)
  list(GET _anonshm_controls 1 must_exist)
  _anonshm_line(absent "${lines}" "${cannot_exist}")
  _anonshm_line(present "${lines}" "${must_exist}")
  _anonshm_state(absent_state "${states}" "${cannot_exist}")
  _anonshm_state(present_state "${states}" "${must_exist}")
  set(reason "")
  if(NOT absent STREQUAL "absent" OR NOT absent_state STREQUAL "")
    set(reason "${cannot_exist} cannot exist, and the headers were said to declare it")
  elseif(present STREQUAL "absent" AND present_state STREQUAL "")
    # free-standing, and <stdio.h> is not there
  elseif(NOT present STREQUAL "present" OR NOT present_state STREQUAL "")
    set(reason "${must_exist} must exist, and was not found")
  endif()
  set(${variable} "${reason}" PARENT_SCOPE)
endfunction()

function(_anonshm_evaluate_functions variable lines distrust states link_doubt)
  set(text "")
  foreach(id IN LISTS _anonshm_facts_FUNCTION)
    _anonshm_line(line "${lines}" "${id}")
    _anonshm_state(state "${states}" "${id}")
    if(NOT distrust STREQUAL "")
      _anonshm_answer(text ${id} "" unknown "${distrust}")
    elseif(state STREQUAL "unlinkable")
      _anonshm_answer(text ${id} FALSE linked "declared, but in no library")
    elseif(state STREQUAL "unusable")
      _anonshm_answer(text ${id} FALSE declared "declared, but it cannot be used")
    elseif(line STREQUAL "absent")
      _anonshm_absence(why "${states}" ${id})
      _anonshm_answer(text ${id} FALSE declared "${why}")
    elseif(line STREQUAL "stub")
      _anonshm_answer(text ${id} FALSE declared "a stub that always fails")
    elseif(NOT line STREQUAL "present")
      _anonshm_answer(text ${id} "" unknown "not the same for all architectures")
    elseif(link_doubt MATCHES "^nothing")
      _anonshm_answer(text ${id} TRUE declared "${link_doubt}")
    elseif(NOT link_doubt STREQUAL "")
      _anonshm_answer(text ${id} "" unknown "${link_doubt}")
    elseif(state STREQUAL "weak")
      _anonshm_answer(text ${id} "" unknown "a weak declaration, which needs no library")
    else()
      _anonshm_answer(text ${id} TRUE linked "")
    endif()
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(_anonshm_absence variable states id)
  set(why "not declared")
  foreach(header IN LISTS _anonshm_headers_${id})
    if("${header}=unusable" IN_LIST states)
      set(why "<${header}> cannot be included")
    endif()
  endforeach()
  set(${variable} "${why}" PARENT_SCOPE)
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
  foreach(id IN LISTS _anonshm_facts_MACRO)
    _anonshm_line(line "${lines}" "${id}")
    if(NOT distrust STREQUAL "")
      _anonshm_answer(text ${id} "" unknown "${distrust}")
    elseif(line STREQUAL "absent")
      _anonshm_answer(text ${id} FALSE declared "${_anonshm_name_${id}} is not defined")
    elseif(line STREQUAL "true")
      _anonshm_answer(text ${id} TRUE declared "")
    else()
      _anonshm_answer(text ${id} "" unknown "not the same for all architectures")
    endif()
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# One line has them all, in the order of the catalogue, as probes/toolchain/question.h writes
# them. <bits>: of a pointer, the last.
function(_anonshm_evaluate_numbers variable bits lines distrust)
  set(${bits} "" PARENT_SCOPE)
  list(FILTER lines INCLUDE REGEX "^ANONSHM #= ")
  list(TRANSFORM lines REPLACE "^ANONSHM #= " "")
  _anonshm_digits(lines "${lines}")
  set(numbers "")
  foreach(line IN LISTS lines) # of each architecture
    string(REPLACE " " ";" others "${line}")
    if(numbers STREQUAL "")
      set(numbers "${others}")
    endif()
    _anonshm_agreed(numbers "${numbers}" "${others}")
  endforeach()
  set(ids ${_anonshm_facts_NUMBER} pointer_bits)
  set(text "")
  foreach(id number IN ZIP_LISTS ids numbers)
    _anonshm_number(value hexadecimal "${number}")
    if(id STREQUAL "pointer_bits")
      set(${bits} "${value}" PARENT_SCOPE)
    elseif(NOT distrust STREQUAL "")
      _anonshm_answer(text ${id} "" unknown "${distrust}")
    elseif(number STREQUAL ".")
      _anonshm_answer(text ${id} FALSE declared "${_anonshm_name_${id}} is not defined")
    elseif(number STREQUAL "?")
      _anonshm_answer(text ${id} "" unknown "${_anonshm_name_${id}} is no constant number")
    elseif(number MATCHES "^[+][89a-f]")
      _anonshm_answer(text ${id} "" unknown "${_anonshm_name_${id}} has more than 63 bits")
    elseif(value STREQUAL "")
      _anonshm_answer(text ${id} "" unknown "not the same for all architectures")
    else()
      _anonshm_answer(text ${id} "${value}" declared "${hexadecimal}")
    endif()
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Digits for letters, a for 0 to p for 15; in an order in which no digit that was put in is
# taken for a letter.
function(_anonshm_digits variable lines)
  set(letters a b c d e f g h i j k l m n o p)
  set(digits 0 1 2 3 4 5 6 7 8 9 a b c d e f)
  foreach(letter digit IN ZIP_LISTS letters digits)
    string(REPLACE "${letter}" "${digit}" lines "${lines}")
  endforeach()
  set(${variable} "${lines}" PARENT_SCOPE)
endfunction()

# What is the same in the numbers of two architectures.
function(_anonshm_agreed variable numbers others)
  set(agreed "")
  foreach(one other IN ZIP_LISTS numbers others)
    if(NOT one STREQUAL other)
      set(one different)
    endif()
    list(APPEND agreed "${one}")
  endforeach()
  set(${variable} "${agreed}" PARENT_SCOPE)
endfunction()

# A sign and 16 hexadecimal digits. "" for anything else.
function(_anonshm_number value hexadecimal number)
  set(${value} "" PARENT_SCOPE)
  set(${hexadecimal} "" PARENT_SCOPE)
  if(NOT number MATCHES "^[+-]([0-9a-f]+)$")
    return()
  endif()
  set(digits "${CMAKE_MATCH_1}")
  if(digits MATCHES "^[89a-f]") # math() takes 63 bits and a sign
    string(SUBSTRING "${digits}" 1 -1 low)
    math(EXPR decimal
      "(0x${CMAKE_MATCH_0} - 8) * (1 << 60) + 0x${low} - 9223372036854775807 - 1")
  else()
    math(EXPR decimal "0x${digits}")
  endif()
  string(REGEX MATCH "[1-9a-f][0-9a-f]*$|0$" digits "${digits}") # math() does not take -2^63
  set(${value} "${decimal}" PARENT_SCOPE)
  set(${hexadecimal} "0x${digits}" PARENT_SCOPE)
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

# An emulator may print what the program never did, and the file of a project what it has not
# announced: an answer that the catalogue has no such value for is unknown.
function(_anonshm_reject_impossible variable printed)
  foreach(id IN LISTS _anonshm_facts_BEHAVIOUR)
    set(possible ${_anonshm_values_${id}} unknown)
    set(number "[0-9]+")
    if(_anonshm_kind_${id} STREQUAL "RUNS")
      set(number "-?[0-9]+") # none of ours is below 0
    endif()
    list(TRANSFORM possible REPLACE "^yes/no$" "true|false")
    list(TRANSFORM possible REPLACE "^number$" "${number}")
    list(TRANSFORM possible REPLACE "^errno$" "E[A-Z0-9]+")
    list(TRANSFORM possible REPLACE "^text$" "[A-Za-z0-9_./%-]+")
    list(JOIN possible "|" possible)
    string(REGEX REPLACE "ANONSHM ${id}=(${possible})\\|" "" others "${printed}")
    if(others MATCHES "ANONSHM ${id}=")
      string(REGEX REPLACE "ANONSHM ${id}=[^\n]*\n"
        "ANONSHM ${id}=unknown|the answer is none that is possible\n"
        printed "${printed}")
    endif()
  endforeach()
  set(${variable} "${printed}" PARENT_SCOPE)
endfunction()
