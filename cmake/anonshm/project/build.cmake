# SPDX-License-Identifier: MIT
# Builds the units of a project's facts: all in one nested build, in which the launchers of
# compiler and linker (compile_units.sh, link_units.sh) compile and link them with the program.
# Those that were refused are built again, with what their messages have shown. A unit that was
# compiled once is an object from then on. Where messages are of no known form, a question is
# asked by itself. Where there are no launchers, each unit is a source file of the nested build.
#
# <states> is as in ../probe/source.cmake and units.cmake.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/units.cmake")

# Of facts that can be linked into one program. Needs <language>. Changes <states>, the name of
# a variable.
#   <program>  what was built, "" if nothing could be
#   <type>     EXECUTABLE, or STATIC_LIBRARY where nothing was linked, or "" likewise
#   <log>      what all builds printed
function(_anonshm_build_units program type log states_variable directory ids libraries)
  set(states "${${states_variable}}")
  set(now EXECUTABLE)
  if(CMAKE_TRY_COMPILE_TARGET_TYPE STREQUAL "STATIC_LIBRARY")
    set(now STATIC_LIBRARY)
  endif()
  set(logs "")
  set(built FALSE)
  set(_anonshm_is_traced TRUE)
  set(_anonshm_written "") # files of units, which are as these states have them
  set(_anonshm_written_states "")
  _anonshm_paste(_anonshm_question_macros toolchain/question.h)
  # It is in every unit.
  string(REGEX REPLACE "/[*][^*]*[*]+([^/*][^*]*[*]+)*/|  +" " " _anonshm_question_macros
    "${_anonshm_question_macros}")
  _anonshm_define_questions()
  list(LENGTH ids limit)
  math(EXPR limit "${limit} * 6 + 10") # no question changes more often
  foreach(round RANGE ${limit})
    _anonshm_write_units(main open compiled all ${language} "${directory}" "${ids}" "${states}")
    _anonshm_try_units(built output states ${language} "${main}" "${open}" "${compiled}"
      "${libraries}" ${now})
    string(APPEND logs "${output}")
    set(_anonshm_written "${all}")
    set(_anonshm_written_states "${states}")
    _anonshm_was_started(started)
    if(built OR NOT started)
      break()
    endif()
    set(before "${states}|${now}|${_anonshm_is_traced}")
    _anonshm_learn(states now "${directory}" "${ids}" "${open}" "${libraries}" "${output}")
    if(before STREQUAL "${states}|${now}|${_anonshm_is_traced}")
      break()
    endif()
  endforeach()
  set(${program} "" PARENT_SCOPE)
  set(${type} "" PARENT_SCOPE)
  if(built)
    _anonshm_program_of(path "${main}")
    set(${program} "${path}" PARENT_SCOPE)
    set(${type} "${now}" PARENT_SCOPE)
  endif()
  set(${log} "${logs}" PARENT_SCOPE)
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# <open>: names of files of units; <compiled>: of objects. Changes <states>, the name of a
# variable, as the launcher has done.
function(_anonshm_try_units built log states_variable language main open compiled libraries
    type)
  set(sources "${main}")
  if(_anonshm_units STREQUAL "")
    list(TRANSFORM open PREPEND "${directory}/")
    list(APPEND sources ${open})
  else()
    list(TRANSFORM open REPLACE "[.][^.]*$" ".o" OUTPUT_VARIABLE objects)
    list(APPEND objects ${compiled})
    foreach(names IN ITEMS open objects)
      list(TRANSFORM ${names} APPEND "\n")
      list(JOIN ${names} "" lines)
      file(WRITE "${_anonshm_units}/${names}" "${lines}")
    endforeach()
    file(GLOB messages "${_anonshm_units}/store/messages.*")
    file(REMOVE_RECURSE "${_anonshm_units}/store/again" ${messages})
    file(MAKE_DIRECTORY "${_anonshm_units}/store/again")
  endif()
  _anonshm_try_compile(result output ${language} "${sources}" "${libraries}" ${type})
  if(NOT _anonshm_units STREQUAL "")
    _anonshm_read_launcher(messages ${states_variable})
    string(PREPEND output "${messages}")
    set(${states_variable} "${${states_variable}}" PARENT_SCOPE)
  endif()
  set(${built} "${result}" PARENT_SCOPE)
  set(${log} "${output}" PARENT_SCOPE)
endfunction()

# Whether the launcher was, as far as that is known. Without it nothing is learned: make cannot
# read a source whose path has a tab.
function(_anonshm_was_started variable)
  set(started TRUE)
  if(NOT _anonshm_units STREQUAL "" AND NOT EXISTS "${_anonshm_units}/store/messages.0")
    set(started FALSE)
  endif()
  set(${variable} "${started}" PARENT_SCOPE)
endfunction()

# <messages>: what compile_units.sh has written. Changes the variable <states> as it has done.
function(_anonshm_read_launcher messages states_variable)
  _anonshm_read_files(first messages)
  _anonshm_read_files(again again/messages)
  if(EXISTS "${_anonshm_units}/store/again/turned")
    # The first messages are of use no more, but for the headers that were read.
    string(REGEX REPLACE "\n[^.\n][^\n]*" "" first "${first}")
    file(STRINGS "${_anonshm_units}/store/again/turned" turned)
    set(states "${${states_variable}}")
    foreach(each IN LISTS turned)
      string(REGEX MATCH "^(.*)=(.*)$" match "${each}")
      string(TOLOWER "${CMAKE_MATCH_2}" state)
      list(FILTER states EXCLUDE REGEX "^${CMAKE_MATCH_1}=")
      list(APPEND states "${CMAKE_MATCH_1}=${state}")
    endforeach()
    list(REMOVE_DUPLICATES states)
    set(${states_variable} "${states}" PARENT_SCOPE)
  endif()
  set(${messages} "${again}${first}" PARENT_SCOPE)
endfunction()

# The texts of <name>.0, <name>.1 …
function(_anonshm_read_files variable name)
  set(all "")
  set(number 0)
  while(EXISTS "${_anonshm_units}/store/${name}.${number}")
    file(READ "${_anonshm_units}/store/${name}.${number}" text)
    string(APPEND all "\n${text}")
    math(EXPR number "${number} + 1")
  endwhile()
  set(${variable} "${all}" PARENT_SCOPE)
endfunction()

# -- Sources -------------------------------------------------------------------------------

# <main>: the program; <open>: files of units that are to be compiled; <compiled>: the objects
# of the others; <all>: the files of all. Such a name has the hash of the text, so an object is
# that of its unit as it is now.
function(_anonshm_write_units main open compiled all language directory ids states)
  _anonshm_extension(extension ${language})
  _anonshm_divide_into_units(units "${ids}" "${states}")
  _anonshm_changed_ids(changed "${states}")
  set(files "")
  set(file "")
  foreach(unit IN LISTS units)
    if(NOT _anonshm_written STREQUAL "")
      _anonshm_file_as_it_was(file ${unit} "${changed}")
    endif()
    if(file STREQUAL "")
      _anonshm_unit_text(text ${unit} "${states}")
      _anonshm_unit_file(file "${directory}" ${unit} ${extension} "${text}")
    endif()
    list(APPEND files "${file}")
    set(file "")
  endforeach()
  _anonshm_divide_into_compiled(objects sources "${files}")
  _anonshm_main_text(text "${units}" "${ids}" "${states}")
  _anonshm_unit_file(file "${directory}" main ${extension} "${text}")
  set(${main} "${directory}/${file}" PARENT_SCOPE)
  set(${open} "${sources}" PARENT_SCOPE)
  set(${compiled} "${objects}" PARENT_SCOPE)
  set(${all} "${files}" PARENT_SCOPE)
endfunction()

# <objects>: of files that have been compiled; <sources>: the others, at first all.
function(_anonshm_divide_into_compiled objects sources files)
  set(compiled "")
  set(open "${files}")
  if(NOT _anonshm_written STREQUAL "")
    set(open "")
    foreach(file IN LISTS files)
      string(REGEX REPLACE "[.][^.]*$" ".o" object "${file}")
      if(EXISTS "${directory}/store/${object}")
        list(APPEND compiled "${object}")
      else()
        list(APPEND open "${file}")
      endif()
    endforeach()
  endif()
  set(${objects} "${compiled}" PARENT_SCOPE)
  set(${sources} "${open}" PARENT_SCOPE)
endfunction()

# Questions, and units of headers, whose states are not those of _anonshm_written.
function(_anonshm_changed_ids variable states)
  set(changed "${states}")
  list(REMOVE_ITEM changed ${_anonshm_written_states} "")
  set(gone "${_anonshm_written_states}")
  list(REMOVE_ITEM gone ${states} "")
  list(APPEND changed ${gone})
  foreach(state IN LISTS changed)
    if(state MATCHES "^alone/(.*)$") # and those that it leaves
      list(APPEND changed "${CMAKE_MATCH_1}" "${_anonshm_unit_${CMAKE_MATCH_1}}")
    endif()
  endforeach()
  list(TRANSFORM changed REPLACE "[=/].*$" "")
  set(${variable} "${changed}" PARENT_SCOPE)
endfunction()

# The file of a unit that has been written and whose questions are in the same states, or "".
function(_anonshm_file_as_it_was variable unit changed)
  set(file "")
  if("${_anonshm_written}" MATCHES "(^|;)(${unit}-[^;]*)")
    set(file "${CMAKE_MATCH_2}")
  endif()
  foreach(id IN LISTS _anonshm_ids_${unit} ITEMS ${unit})
    if(id IN_LIST changed)
      set(file "")
    endif()
  endforeach()
  set(${variable} "${file}" PARENT_SCOPE)
endfunction()

function(_anonshm_unit_file variable directory name extension text)
  string(MD5 hash "${text}")
  string(SUBSTRING "${hash}" 0 12 hash)
  set(file "${name}-${hash}.${extension}")
  if(_anonshm_warns AND NOT _anonshm_more_options MATCHES "-pedantic")
    _anonshm_hide_from_warnings(text "${text}")
  endif()
  if(NOT EXISTS "${directory}/${file}")
    file(WRITE "${directory}/${file}" "${text}")
  endif()
  set(${variable} "${file}" PARENT_SCOPE)
endfunction()

# No warning is printed of what is in a header of the system, which gcc and clang take from a
# line of this form (GCC, The C Preprocessor, 9: Preprocessor Output): everything but the
# project's code and its headers. With -pedantic the form itself is one.
function(_anonshm_hide_from_warnings variable text)
  string(REGEX REPLACE "(^|\n)#line 1 (\"[^\"\n]*\")" "\\1# 1 \\2 3" text "${text}")
  string(REGEX REPLACE "(^|\n)# 1 (\"anonshm_(compiles|header)/[^\"\n]*\") 3" "\\1# 1 \\2"
    text "${text}")
  set(${variable} "# 1 \"anonshm_answers\" 3\n${text}" PARENT_SCOPE)
endfunction()

# CMake goes by the name.
function(_anonshm_extension variable language)
  set(${variable} c PARENT_SCOPE)
  if(language STREQUAL "CXX")
    set(${variable} cpp PARENT_SCOPE)
  endif()
endfunction()

# -- What a build that failed has shown ----------------------------------------------------

# Changes the variables <states> and <type>, or _anonshm_is_traced in the caller.
function(_anonshm_learn states_variable type_variable directory ids open libraries log)
  set(before "${${states_variable}}")
  set(states "${before}")
  _anonshm_drop_crashes(reports "${log}")
  _anonshm_reported(blamed "anonshm_(present|absent|undeclared|weak|number|type|typename|member\
|compiles|value|overloaded)/[A-Za-z_0-9]+" "${reports}")
  _anonshm_blamed_headers(headers "${log}")
  _anonshm_refused(refused "${open}")
  _anonshm_spare_headers(headers "${ids}" "${states}")
  _anonshm_turn_questions(states "${blamed}" "${headers}" "${log}")
  _anonshm_single_out(states "${ids}" "${before}" "${refused}" "${blamed}" "${headers}"
    "${log}")
  if(states STREQUAL before)
    _anonshm_turn_unlinked(states "${ids}" "${log}")
  endif()
  set(conflict FALSE)
  if(refused STREQUAL "" AND log MATCHES "multiple definition|duplicate symbol|already defined")
    set(conflict TRUE) # what can be linked by itself is not lost (probe.cmake)
  endif()
  if(states STREQUAL before AND NOT _anonshm_is_traced AND refused STREQUAL "" AND NOT conflict)
    _anonshm_link_singly(states ${language} "${directory}" "${ids}" "${libraries}")
  endif()
  if(NOT states STREQUAL before)
    set(${states_variable} "${states}" PARENT_SCOPE)
  elseif(_anonshm_is_traced AND NOT conflict)
    set(_anonshm_is_traced FALSE PARENT_SCOPE) # these flags may not go with it
  elseif("${${type_variable}}" STREQUAL "EXECUTABLE")
    set(${type_variable} STATIC_LIBRARY PARENT_SCOPE)
  endif()
endfunction()

# Those units that were not compiled, as far as that is known.
function(_anonshm_refused variable files)
  set(refused "")
  foreach(file IN LISTS files)
    string(REGEX REPLACE "[.][^.]*$" ".o" object "${file}")
    if(NOT _anonshm_units STREQUAL "" AND NOT EXISTS "${_anonshm_units}/store/${object}")
      list(APPEND refused "${file}")
    endif()
  endforeach()
  set(${variable} "${refused}" PARENT_SCOPE)
endfunction()

# A question about a macro of the header (the type errno) looks like an error of the header. So
# one is blamed only where one fact is asked with it; the others are singled out before.
function(_anonshm_spare_headers headers_variable ids states)
  set(headers "${${headers_variable}}")
  if(headers STREQUAL "" OR _anonshm_units STREQUAL "")
    return()
  endif()
  _anonshm_divide_into_units(units "${ids}" "${states}")
  foreach(unit IN LISTS units)
    list(LENGTH _anonshm_ids_${unit} count)
    if(count GREATER "1")
      list(FILTER headers EXCLUDE REGEX "^anonshm_header/${unit}/")
    endif()
  endforeach()
  set(${headers_variable} "${headers}" PARENT_SCOPE)
endfunction()

# To the next state of each question. A header is blamed where nothing else is in its unit.
function(_anonshm_turn_questions states_variable questions headers log)
  set(states "${${states_variable}}")
  _anonshm_together(together "${questions}" "${states}")
  foreach(question IN LISTS questions)
    string(REGEX REPLACE "^anonshm_([a-z]+)/(.*)$" "\\1;\\2" parts "${question}")
    list(GET parts 0 expectation)
    list(GET parts 1 id)
    if(expectation STREQUAL "weak" AND NOT "anonshm_present/${id}" IN_LIST questions)
      list(APPEND states "${id}=weak")
    elseif(expectation STREQUAL "present" AND language STREQUAL "CXX" # as gcc and clang call it
        AND log MATCHES "anonshm_present/${id}[^A-Za-z_0-9][^\n]*overloaded function")
      list(APPEND states "${id}=overloaded")
    elseif(expectation STREQUAL "number") # there is one, and it is no constant
      list(FILTER states EXCLUDE REGEX "^${id}=")
      list(APPEND states "${id}=unusable")
    elseif(NOT expectation STREQUAL "weak")
      _anonshm_next_state(states ${id})
    endif()
    _anonshm_ask_apart(states ${id} "${together}")
  endforeach()
  foreach(header IN LISTS headers)
    string(REGEX REPLACE "^anonshm_header/" "" header "${header}")
    if(NOT "${header}=unusable" IN_LIST states)
      list(APPEND states "${header}=unusable")
    endif()
  endforeach()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# Those questions that were refused together with others of their unit.
function(_anonshm_together variable questions states)
  list(TRANSFORM questions REPLACE "^[^/]*/" "")
  list(REMOVE_DUPLICATES questions)
  set(units "")
  foreach(id IN LISTS questions)
    _anonshm_unit_name(unit ${id} "${states}")
    list(APPEND units "${unit}")
  endforeach()
  set(together "")
  foreach(id unit IN ZIP_LISTS questions units)
    set(same "${units}")
    list(FILTER same INCLUDE REGEX "^${unit}$")
    list(LENGTH same count)
    if(count GREATER "1")
      list(APPEND together "${id}")
    endif()
  endforeach()
  set(${variable} "${together}" PARENT_SCOPE)
endfunction()

# A state that asks nothing proves nothing either. It is the answer where no other question can
# have been the cause: one error may lead to others.
function(_anonshm_ask_apart states_variable id together)
  set(states "${${states_variable}}")
  _anonshm_state(state "${states}" ${id})
  if(id IN_LIST together AND (state STREQUAL "unusable"
      OR (state STREQUAL "absent" AND _anonshm_kind_${id} STREQUAL "MEMBER")))
    list(FILTER states EXCLUDE REGEX "^${id}=")
    list(APPEND states "alone/${id}")
    set(${states_variable} "${states}" PARENT_SCOPE)
  endif()
endfunction()

# Of a question whose expectation the compiler refused. Each kind goes through its states in
# one order, the last of which asks nothing.
function(_anonshm_next_state states_variable id)
  set(states "${${states_variable}}")
  set(order "" absent)
  if(_anonshm_kind_${id} STREQUAL "TYPE")
    _anonshm_absence_of_type(absence ${id})
    if(absence STREQUAL "")
      set(order "")
    endif()
    list(APPEND order unusable)
  elseif(_anonshm_kind_${id} STREQUAL "RUNS")
    list(APPEND order unusable)
  elseif(_anonshm_kind_${id} MATCHES "^(FUNCTION|SYMBOL)$")
    if(_anonshm_kind_${id} STREQUAL "SYMBOL")
      list(APPEND order value)
    endif()
    if(language STREQUAL "CXX")
      list(APPEND order overloaded)
    endif()
    list(APPEND order unusable)
  elseif(_anonshm_kind_${id} STREQUAL "NUMBER")
    set(order "" present unusable)
  endif()
  _anonshm_state(state "${states}" ${id})
  if(state STREQUAL "weak")
    set(state "")
  endif()
  list(FIND order "${state}" at)
  math(EXPR at "${at} + 1")
  list(LENGTH order count)
  if(at LESS count)
    list(GET order ${at} state)
    list(FILTER states EXCLUDE REGEX "^${id}=")
    list(APPEND states "${id}=${state}")
  endif()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# Of units that were refused, and no message says why: a question that is alone in its unit is
# to blame, or a header; of others each gets a unit of its own. <before>: the states that the
# units had.
function(_anonshm_single_out states_variable ids before refused blamed headers log)
  set(states "${${states_variable}}")
  list(TRANSFORM blamed REPLACE "^[^/]*/" "")
  _anonshm_divide_into_units(units "${ids}" "${before}")
  foreach(unit IN LISTS units)
    set(known "${_anonshm_ids_${unit}}")
    list(REMOVE_ITEM known ${blamed})
    list(LENGTH _anonshm_ids_${unit} count)
    list(LENGTH known unblamed)
    set(is_known FALSE)
    if(unblamed LESS count AND (count EQUAL "1" OR round LESS "8")) # or it takes too long
      set(is_known TRUE)
    endif()
    if(NOT "${refused}" MATCHES "(^|;)${unit}-" OR is_known
        OR "${headers}" MATCHES "/${unit}/")
      # was compiled, or it is known why not
    elseif(count GREATER "1")
      list(JOIN _anonshm_ids_${unit} "|" all)
      list(FILTER states EXCLUDE REGEX "^(${all})=")
      list(TRANSFORM _anonshm_ids_${unit} PREPEND "alone/" OUTPUT_VARIABLE alone)
      list(APPEND states ${alone})
    else()
      _anonshm_has_crashed(crashed ${unit} "${refused}" "${log}")
      if(crashed)
        list(APPEND states "${unit}=crashed")
      else()
        _anonshm_turn_alone(states ${unit} ${_anonshm_ids_${unit}})
      endif()
    endif()
  endforeach()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# Whether the compiler of a unit that was refused has said nothing of it: it was killed, had no
# memory or no disk, could not be started, or has a defect. The launcher notes how it ended.
function(_anonshm_has_crashed variable unit refused log)
  set(${variable} FALSE PARENT_SCOPE)
  string(ASCII 1 mark)
  string(REPLACE "anonshm_status/" "${mark}" log "${log}")
  string(REGEX MATCH "(^|;)${unit}-([0-9a-f]+)" match "${refused}")
  set(end "${mark}${unit}-${CMAKE_MATCH_2}[.][a-z]+=")
  string(CONCAT crash "(signal terminated program|unable to execute command|[Oo]ut of memory"
    "|frontend command failed|internal compiler error|memory exhausted"
    "|[Cc]annot (fork|allocate)"
    "|No space left on device|Resource temporarily unavailable)[^${mark}]*${end}")
  if(NOT log MATCHES "${end}([0-9]+)\n" OR CMAKE_MATCH_1 GREATER "125"
      OR log MATCHES "${crash}")
    set(${variable} TRUE PARENT_SCOPE)
  endif()
endfunction()

# gcc's line that says so has the place in the source.
function(_anonshm_drop_crashes variable log)
  if(log MATCHES "internal compiler error")
    string(REGEX REPLACE "[^\n]*internal compiler error" "" log "${log}")
  endif()
  set(${variable} "${log}" PARENT_SCOPE)
endfunction()

# Where no state of the question can be compiled, its headers cannot.
function(_anonshm_turn_alone states_variable unit id)
  set(states "${${states_variable}}")
  _anonshm_state(state "${states}" ${id})
  set(header "")
  set(headers "${_anonshm_include_${_anonshm_unit_${id}}}")
  if(NOT headers STREQUAL "")
    list(GET headers -1 header)
  endif()
  if(state STREQUAL "unusable" OR _anonshm_kind_${id} MATCHES "^(HEADER|MACRO)$"
      OR (state STREQUAL "absent" AND _anonshm_kind_${id} MATCHES "^(MEMBER|COMPILES)$"))
    list(APPEND states "${unit}/${header}=unusable")
  else()
    _anonshm_next_state(states ${id})
  endif()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# -- What the linker refused ---------------------------------------------------------------

# By the names that it does not find, or the functions that refer to them.
function(_anonshm_turn_unlinked states_variable ids log)
  set(states "${${states_variable}}")
  string(REPLACE "${CMAKE_BINARY_DIR}" "" log "${log}") # which may have any name
  _anonshm_link_messages(messages "${log}")
  foreach(id IN LISTS ids)
    set(lost FALSE)
    if(_anonshm_kind_${id} MATCHES "^(FUNCTION|SYMBOL)$"
        AND NOT "${states}" MATCHES "(^|;)${id}=(absent|unlinkable|mangled|unusable)(;|$)")
      _anonshm_is_undefined(lost "${_anonshm_name_${id}}" "${messages}")
    elseif(_anonshm_kind_${id} MATCHES "^(COMPILES|RUNS)$"
        AND NOT "${id}=unlinkable" IN_LIST states)
      _anonshm_unit_name(unit ${id} "${states}") # it is alone in there
      if(messages MATCHES "anonshm_(compiles|runs)_${id}[^A-Za-z_0-9]"
          OR messages MATCHES "${unit}-")
        set(lost TRUE)
      endif()
    endif()
    if(lost)
      set(state unlinkable)
      if("${id}=overloaded" IN_LIST states)
        set(state mangled)
      endif()
      list(FILTER states EXCLUDE REGEX "^${id}=")
      list(APPEND states "${id}=${state}")
    endif()
  endforeach()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# Where no message is understood: each unit by itself, if a program without any can be linked.
function(_anonshm_link_singly states_variable language directory ids libraries)
  set(states "${${states_variable}}")
  _anonshm_links(links ${language} "${directory}" "" "${states}" "${libraries}")
  if(NOT links)
    return()
  endif()
  _anonshm_divide_into_units(units "${ids}" "${states}")
  foreach(unit IN LISTS units)
    set(asked "${_anonshm_ids_${unit}}")
    _anonshm_links(links ${language} "${directory}" "${asked}" "${states}" "${libraries}")
    list(LENGTH asked count)
    if(NOT links AND count GREATER "1")
      list(TRANSFORM asked PREPEND "alone/")
      list(APPEND states ${asked})
    elseif(NOT links)
      list(FILTER states EXCLUDE REGEX "^${asked}=")
      list(APPEND states "${asked}=unlinkable")
    endif()
  endforeach()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

function(_anonshm_links variable language directory ids states libraries)
  _anonshm_write_units(main open compiled all ${language} "${directory}" "${ids}" "${states}")
  _anonshm_try_units(built output states ${language} "${main}" "${open}" "${compiled}"
    "${libraries}" EXECUTABLE)
  set(${variable} "${built}" PARENT_SCOPE)
endfunction()
