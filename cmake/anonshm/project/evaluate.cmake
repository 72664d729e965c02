# SPDX-License-Identifier: MIT
# From what compiler, linker and program answered to a project's facts, as lines of
# <name>=<value> (../probe/evaluate.cmake). All facts of one word are answered at once.

include_guard(GLOBAL)

# <doubt>: why the linker's word is worth nothing, or "". Needs <code_doubt>, the same of what
# code refers to, and <library>, that the program was linked with, as its functions may need it.
function(_anonshm_evaluate_units variable program printed ran ids states doubt)
  if(program STREQUAL "")
    _anonshm_answer_alike(text "${ids}" "" "" unknown "${doubt}")
    set(${variable} "${text}" PARENT_SCOPE)
    return()
  endif()
  _anonshm_read_lines(lines "${program}" "${printed}" "${ran}")
  _anonshm_read_words(words "${lines}" "${printed}")
  _anonshm_evaluate_runs(text "${ids}" "${states}" "${printed}" "${ran}")
  _anonshm_evaluate_missing(text "${words}" "${ids}" "${states}")
  _anonshm_evaluate_numbers_of_project(text words bits "${lines}")
  foreach(part IN ITEMS os arch libc endian)
    string(REGEX MATCH "ANONSHM target[.]${part}=([^\n]*)\n" match "${words}")
    string(APPEND text "_anonshm_value_target.${part}=${CMAKE_MATCH_1}\n")
  endforeach()
  string(REGEX REPLACE "ANONSHM (target|unit)[.][^\n]*\n" "" words "${words}")
  _anonshm_evaluate_words(words)
  set(${variable} "${text}${words}_anonshm_value_target.pointer_bits=${bits}\n" PARENT_SCOPE)
endfunction()

# Appends the same answer for all, and for those beside them.
function(_anonshm_answer_alike variable ids value beside evidence detail)
  set(text "${${variable}}")
  foreach(id IN LISTS ids)
    _anonshm_answer(text ${id} "${value}" ${evidence} "${detail}")
    if(_anonshm_kind_${id} MATCHES "^(NUMBER|TYPE)$")
      _anonshm_answer(text ${_anonshm_beside_${id}} "${beside}" ${evidence} "${detail}")
    endif()
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# -- What stands in the binary -------------------------------------------------------------

# The words, as lines. Of a function whose address the program found to be missing it is another
# than the compiler's. The architectures of a universal binary may differ.
function(_anonshm_read_words variable lines printed)
  list(FILTER lines EXCLUDE REGEX "^ANONSHM #= ")
  list(TRANSFORM lines REPLACE "=.*$" "=" OUTPUT_VARIABLE names)
  set(once "${names}")
  list(REMOVE_DUPLICATES once)
  list(LENGTH names count)
  list(LENGTH once different)
  if(different LESS count)
    foreach(name IN LISTS once)
      list(REMOVE_ITEM lines "${name}different")
      set(same "${names}")
      list(FILTER same INCLUDE REGEX "^${name}$")
      list(LENGTH same count)
      if(count GREATER "1")
        list(FILTER lines EXCLUDE REGEX "^${name}")
        list(APPEND lines "${name}different")
      endif()
    endforeach()
  endif()
  list(JOIN lines "\n" words)
  string(APPEND words "\n")
  if(printed MATCHES "ANONSHM addresses=read")
    string(REGEX REPLACE "=weak\n" "=linked\n" words "${words}")
    string(REGEX MATCHALL "ANONSHM missing[.][A-Za-z_0-9]+" missing "${printed}")
    foreach(id IN LISTS missing)
      string(REPLACE "ANONSHM missing." "" id "${id}")
      string(REGEX REPLACE "ANONSHM ${id}=[^\n]*\n" "ANONSHM ${id}=unlinkable\n" words
        "${words}")
    endforeach()
  endif()
  set(${variable} "${words}" PARENT_SCOPE)
endfunction()

# Units that have no answers, since a header is not there, or the compiler crashed: it may be
# asked again.
function(_anonshm_evaluate_missing text_variable words ids states)
  set(text "${${text_variable}}")
  string(REGEX MATCHALL "ANONSHM unit[.][A-Za-z_0-9]+=(absent|unusable|crashed) [0-9]+" lines
    "${words}")
  if(NOT lines STREQUAL "")
    _anonshm_divide_into_units(units "${ids}" "${states}")
  endif()
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^ANONSHM unit[.]([A-Za-z_0-9]+)=([a-z]+) ([0-9]+)$" match "${line}")
    set(asked "${_anonshm_ids_${CMAKE_MATCH_1}}")
    set(how "is not there")
    if(CMAKE_MATCH_2 STREQUAL "unusable")
      set(how "cannot be included")
    endif()
    if(CMAKE_MATCH_2 STREQUAL "crashed")
      _anonshm_answer_alike(text "${asked}" "" "" unknown "the compiler crashed, or was killed")
      string(APPEND text "_anonshm_project_compiler=unsettled\n")
    else()
      list(GET asked 0 first)
      list(GET _anonshm_include_${_anonshm_unit_${first}} ${CMAKE_MATCH_3} header)
      _anonshm_answer_alike(text "${asked}" FALSE FALSE declared "<${header}> ${how}")
    endif()
  endforeach()
  set(${text_variable} "${text}" PARENT_SCOPE)
endfunction()

# Numbers, and sizes of types; their words are taken out. Each number stands behind that of its
# fact in the catalogue, and that of -1 is the size of a pointer, <bits>.
function(_anonshm_evaluate_numbers_of_project text_variable words_variable bits lines)
  set(text "${${text_variable}}")
  set(words "${${words_variable}}")
  list(FILTER lines INCLUDE REGEX "^ANONSHM #= ")
  list(TRANSFORM lines REPLACE "^ANONSHM #= " "")
  _anonshm_digits(lines "${lines}")
  list(JOIN lines " " rows)
  string(REPLACE " " ";" rows "${rows}")
  set(known "")
  while(NOT rows STREQUAL "")
    list(POP_FRONT rows at number)
    if(NOT at IN_LIST known)
      list(APPEND known "${at}")
      set(number_${at} "${number}")
    elseif(NOT number_${at} STREQUAL number)
      set(number_${at} different)
    endif()
  endwhile()
  foreach(at IN LISTS known)
    _anonshm_number(place hexadecimal "${at}")
    _anonshm_number(decimal hexadecimal "${number_${at}}")
    if(place STREQUAL "-1")
      set(${bits} "${decimal}" PARENT_SCOPE)
    else()
      list(GET _anonshm_project_facts ${place} id)
      cmake_language(CALL _anonshm_judge_${_anonshm_kind_${id}} text ${id} "${number_${at}}"
        "${decimal}" "${hexadecimal}")
      if(words MATCHES "=different\n")
        string(REPLACE "ANONSHM ${id}=different\n" "" words "${words}")
      endif()
    endif()
  endforeach()
  string(REGEX REPLACE "ANONSHM [^\n=]+=(macro number|number|type)\n" "" words "${words}")
  set(${words_variable} "${words}" PARENT_SCOPE)
  set(${text_variable} "${text}" PARENT_SCOPE)
endfunction()

# Appends the answer to "${id}", and to HAVE_<name>.
function(_anonshm_judge_NUMBER text_variable id number decimal hexadecimal)
  set(text "${${text_variable}}")
  if(number STREQUAL ".")
    _anonshm_answer_alike(text ${id} FALSE FALSE declared "not declared")
  elseif(NOT decimal STREQUAL "" AND NOT number MATCHES "^[+][89a-f]")
    _anonshm_answer_alike(text ${id} "${decimal}" TRUE declared "${hexadecimal}")
  else()
    set(detail "not the same for all architectures")
    if(number MATCHES "^[+][89a-f]")
      set(detail "more than 63 bits")
    elseif(number STREQUAL "?")
      set(detail "no constant number")
    endif()
    set(has "")
    if(words MATCHES "ANONSHM ${id}=macro number\n")
      set(has TRUE)
    endif()
    _anonshm_answer_alike(text ${id} "" "${has}" unknown "${detail}")
  endif()
  set(${text_variable} "${text}" PARENT_SCOPE)
endfunction()

# The same, and SIZEOF_<type>.
function(_anonshm_judge_TYPE text_variable id number decimal hexadecimal)
  set(text "${${text_variable}}")
  if(number STREQUAL ".")
    _anonshm_answer_alike(text ${id} FALSE FALSE declared
      "no such type, or an incomplete one")
  elseif(decimal STREQUAL "")
    _anonshm_answer_alike(text ${id} TRUE "" declared
      "its size is not the same for all architectures")
  else()
    _anonshm_answer_alike(text ${id} TRUE "${decimal}" declared "${decimal} bytes")
  endif()
  set(${text_variable} "${text}" PARENT_SCOPE)
endfunction()

# -- What the words mean (units.cmake) -----------------------------------------------------

# Makes answers of the lines in the variable.
function(_anonshm_evaluate_words words_variable)
  set(words "${${words_variable}}")
  set(needs "")
  if(NOT library STREQUAL "")
    set(needs "in ${library}")
  endif()
  _anonshm_say_linked(linked "${needs}" "${doubt}")
  _anonshm_say_linked(overloaded overloaded "${doubt}")
  _anonshm_say_linked(code "" "${code_doubt}")
  _anonshm_say(there TRUE declared "")
  _anonshm_say(macro TRUE declared "a macro")
  _anonshm_say(constant TRUE declared "a constant")
  _anonshm_say(undefined FALSE declared "not defined")
  _anonshm_say(absent FALSE declared "not declared")
  _anonshm_say(stub FALSE declared "a stub that always fails")
  _anonshm_say(unusable FALSE declared "declared, but it cannot be used")
  _anonshm_say(unlinkable FALSE linked "declared, but in no library")
  _anonshm_say("no member" FALSE declared "no such member, or no such type")
  _anonshm_say("absent code" FALSE declared "it does not compile")
  _anonshm_say("unlinkable code" FALSE linked "it cannot be linked")
  _anonshm_say("foreign code" "" unknown "the file is C++, and the project has only C")
  _anonshm_say("unusable code" "" unknown
    "the interface of the answers does not compile with these flags")
  _anonshm_say(weak "" unknown "a weak declaration, which needs no library")
  # A template, inline, or in a library under another name.
  _anonshm_say(mangled "" unknown "overloaded, and not a function of C")
  _anonshm_say(unlinked "" unknown "overloaded: this compiler cannot link it by its name alone")
  _anonshm_say(different "" unknown "not the same for all architectures")
  set(${words_variable} "${words}" PARENT_SCOPE)
endfunction()

# Changes <words> in the caller.
function(_anonshm_say word value evidence detail)
  string(REPLACE "\\" "\\\\" detail "${detail}")
  string(REGEX REPLACE "ANONSHM ([^\n=]+)=${word}\n"
    "_anonshm_value_\\1=${value}\n_anonshm_evidence_\\1=${evidence}\n\
_anonshm_detail_\\1=${detail}\n"
    words "${words}")
  set(words "${words}" PARENT_SCOPE)
endfunction()

# What was linked, as far as the linker can be believed.
macro(_anonshm_say_linked word detail doubt)
  if("${doubt}" MATCHES "^nothing" AND NOT "${word}" STREQUAL "overloaded")
    _anonshm_say("${word}" TRUE declared "${doubt}")
  elseif(NOT "${doubt}" STREQUAL "")
    _anonshm_say("${word}" "" unknown "${doubt}")
  else()
    _anonshm_say("${word}" TRUE linked "${detail}")
  endif()
endmacro()

# -- Behaviours ----------------------------------------------------------------------------

# What the program printed; an answer that is none of its VALUES is none.
function(_anonshm_evaluate_runs variable ids states printed ran)
  _anonshm_own_runs(_anonshm_facts_BEHAVIOUR "${ids}" "${states}")
  set(text "")
  if(NOT _anonshm_facts_BEHAVIOUR STREQUAL "")
    _anonshm_reject_impossible(printed "${printed}")
    _anonshm_evaluate_program(text "${printed}" "${ran}")
  endif()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# -- What counts ---------------------------------------------------------------------------

# An errno that speaks of the machine is no answer about the platform.
macro(_anonshm_reject_project_states)
  foreach(_anonshm_id IN LISTS _anonshm_project_RUNS)
    _anonshm_reject_state(_anonshm_value_${_anonshm_id} _anonshm_evidence_${_anonshm_id}
      _anonshm_detail_${_anonshm_id} "${_anonshm_id}" "")
  endforeach()
endmacro()

# Adds those libraries without which a function of the project is not found.
function(_anonshm_project_libraries variable)
  set(all "${${variable}}")
  foreach(id IN LISTS _anonshm_project_LIBRARY)
    if(_anonshm_value_${id} STREQUAL "TRUE"
        AND _anonshm_detail_${id} STREQUAL "in ${_anonshm_library_${id}}")
      list(APPEND all "${_anonshm_library_${id}}")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES all)
  set(${variable} "${all}" PARENT_SCOPE)
endfunction()
