# SPDX-License-Identifier: MIT
# Builds the units of a project's facts: all in one nested build, those that were refused again
# with what their messages have shown. A unit that was compiled once is an object from then on.
# Where messages are of no known form, a question is asked by itself.
#
# <states> is as in ../probe/source.cmake and units.cmake.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/units.cmake")

# Of facts that can be linked into one program. Changes <states>, the name of a variable.
#   <program>  what was built, "" if nothing could be
#   <type>     EXECUTABLE, or STATIC_LIBRARY where nothing was linked
#   <log>      what all builds printed
#   <objects>  what was linked
function(_anonshm_build_units program type log objects states_variable language directory ids
    libraries)
  set(states "${${states_variable}}")
  set(now EXECUTABLE)
  if(CMAKE_TRY_COMPILE_TARGET_TYPE STREQUAL "STATIC_LIBRARY")
    set(now STATIC_LIBRARY)
  endif()
  set(logs "")
  set(built FALSE)
  set(_anonshm_is_traced TRUE)
  list(LENGTH ids limit)
  math(EXPR limit "${limit} * 6 + 10") # no question changes more often
  foreach(round RANGE ${limit})
    _anonshm_write_units(main open compiled ${language} "${directory}" "${ids}" "${states}")
    _anonshm_try_compile(built output ${language} "${main};${open}" "${compiled};${libraries}"
      ${now})
    string(APPEND logs "${output}")
    if(built)
      break()
    endif()
    set(before "${states}|${now}|${_anonshm_is_traced}")
    _anonshm_learn(states now ${language} "${directory}" "${ids}" "${open}" "${libraries}"
      "${output}")
    if(before STREQUAL "${states}|${now}|${_anonshm_is_traced}")
      break()
    endif()
  endforeach()
  set(${program} "" PARENT_SCOPE)
  if(built)
    _anonshm_program_of(path "${main}")
    set(${program} "${path}" PARENT_SCOPE)
  endif()
  set(${type} "${now}" PARENT_SCOPE)
  set(${log} "${logs}" PARENT_SCOPE)
  set(${objects} "${compiled}" PARENT_SCOPE)
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# -- Sources -------------------------------------------------------------------------------

# <main>: the program; <open>: units to be compiled; <compiled>: the objects of the others. The
# name of a file has the hash of its text, so an object is that of its unit as it is now.
function(_anonshm_write_units main open compiled language directory ids states)
  _anonshm_extension(extension ${language})
  _anonshm_divide_into_units(units "${ids}" "${states}")
  set(sources "")
  set(objects "")
  foreach(unit IN LISTS units)
    _anonshm_unit_text(text ${unit} "${states}")
    _anonshm_unit_extension(own ${unit} ${extension})
    _anonshm_unit_file(file "${directory}" ${unit} ${own} "${text}")
    if(EXISTS "${directory}/store/${file}.o")
      list(APPEND objects "${directory}/store/${file}.o")
    else()
      list(APPEND sources "${directory}/${file}")
    endif()
  endforeach()
  _anonshm_overloaded_text(text "${ids}" "${states}")
  if(NOT text STREQUAL "")
    _anonshm_unit_file(file "${directory}" overloaded ${extension} "${text}")
    list(APPEND sources "${directory}/${file}")
    list(APPEND units overloaded)
  endif()
  _anonshm_main_text(text "${units}" "${ids}" "${states}")
  _anonshm_unit_file(file "${directory}" main ${extension} "${text}")
  set(${main} "${directory}/${file}" PARENT_SCOPE)
  set(${open} "${sources}" PARENT_SCOPE)
  set(${compiled} "${objects}" PARENT_SCOPE)
endfunction()

function(_anonshm_unit_file variable directory name extension text)
  string(MD5 hash "${text}")
  string(SUBSTRING "${hash}" 0 12 hash)
  set(file "${name}-${hash}.${extension}")
  if(NOT EXISTS "${directory}/${file}")
    file(WRITE "${directory}/${file}" "${text}")
  endif()
  set(${variable} "${file}" PARENT_SCOPE)
endfunction()

# CMake goes by the name.
function(_anonshm_extension variable language)
  set(${variable} c PARENT_SCOPE)
  if(language STREQUAL "CXX")
    set(${variable} cpp PARENT_SCOPE)
  endif()
endfunction()

# A file of the project is compiled as what it is, where the project has both languages.
function(_anonshm_unit_extension variable unit extension)
  list(GET _anonshm_ids_${unit} 0 id)
  if(_anonshm_file_${id} MATCHES "\\.c$" AND CMAKE_C_COMPILER_LOADED)
    set(extension c)
  elseif(NOT _anonshm_file_${id} MATCHES "(^|\\.c)$" AND CMAKE_CXX_COMPILER_LOADED)
    set(extension cpp)
  endif()
  set(${variable} "${extension}" PARENT_SCOPE)
endfunction()

# -- What a build that failed has shown ----------------------------------------------------

# Changes the variables <states> and <type>, or _anonshm_is_traced in the caller.
function(_anonshm_learn states_variable type_variable language directory ids open libraries log)
  set(before "${${states_variable}}")
  set(states "${before}")
  _anonshm_reported(blamed "anonshm_(present|absent|weak|number|type|member|compiles|value\
|overloaded)/[A-Za-z_0-9]+" "${log}")
  _anonshm_blamed_headers(headers "${log}")
  _anonshm_refused(refused "${open}")
  _anonshm_spare_headers(headers "${ids}" "${states}")
  _anonshm_turn_questions(states "${blamed}" "${headers}" "${log}")
  _anonshm_single_out(states "${ids}" "${refused}" "${blamed}" "${headers}")
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

# Those sources that were not compiled, as far as that is known.
function(_anonshm_refused variable sources)
  set(refused "")
  foreach(source IN LISTS sources)
    get_filename_component(name "${source}" NAME)
    if(NOT _anonshm_store STREQUAL "" AND NOT EXISTS "${_anonshm_store}/${name}.o")
      list(APPEND refused "${name}")
    endif()
  endforeach()
  set(${variable} "${refused}" PARENT_SCOPE)
endfunction()

# A question about a macro of the header (the type errno) looks like an error of the header. So
# one is blamed only where one fact is asked with it; the others are singled out before.
function(_anonshm_spare_headers headers_variable ids states)
  set(headers "${${headers_variable}}")
  if(headers STREQUAL "" OR _anonshm_store STREQUAL "")
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
  foreach(question IN LISTS questions)
    string(REGEX REPLACE "^anonshm_([a-z]+)/(.*)$" "\\1;\\2" parts "${question}")
    list(GET parts 0 expectation)
    list(GET parts 1 id)
    if(expectation STREQUAL "weak" AND NOT "anonshm_present/${id}" IN_LIST questions)
      list(APPEND states "${id}=weak")
    elseif(expectation STREQUAL "present" AND language STREQUAL "CXX"
        AND log MATCHES "anonshm_present/${id}[^\n]*overloaded") # as gcc and clang call it
      list(APPEND states "${id}=overloaded")
    elseif(expectation STREQUAL "number") # there is one, and it is no constant
      list(FILTER states EXCLUDE REGEX "^${id}=")
      list(APPEND states "${id}=unusable")
    elseif(NOT expectation STREQUAL "weak")
      _anonshm_next_state(states ${id})
    endif()
  endforeach()
  foreach(header IN LISTS headers)
    string(REGEX REPLACE "^anonshm_header/" "" header "${header}")
    if(NOT "${header}=unusable" IN_LIST states)
      list(APPEND states "${header}=unusable")
    endif()
  endforeach()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# Of a question whose expectation the compiler refused. Each kind goes through its states in
# one order, the last of which asks nothing.
function(_anonshm_next_state states_variable id)
  set(states "${${states_variable}}")
  set(order "" absent unusable)
  if(_anonshm_kind_${id} MATCHES "^(FUNCTION|SYMBOL)$")
    set(order "" absent)
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
  list(FILTER states EXCLUDE REGEX "^${id}=")
  if(at LESS count)
    list(GET order ${at} state)
    list(APPEND states "${id}=${state}")
  endif()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# Of units that were refused, and no message says why: a question that is alone in its unit is to
# blame, or a header; of others each gets a unit of its own.
function(_anonshm_single_out states_variable ids refused blamed headers)
  set(states "${${states_variable}}")
  list(TRANSFORM blamed REPLACE "^[^/]*/" "")
  _anonshm_divide_into_units(units "${ids}" "${states}")
  foreach(unit IN LISTS units)
    set(known "${_anonshm_ids_${unit}}")
    list(REMOVE_ITEM known ${blamed})
    list(LENGTH _anonshm_ids_${unit} count)
    list(LENGTH known unblamed)
    if(NOT "${refused}" MATCHES "(^|;)${unit}-" OR unblamed LESS count
        OR "${headers}" MATCHES "/${unit}/")
      # was compiled, or it is known why not
    elseif(count GREATER "1")
      list(TRANSFORM _anonshm_ids_${unit} PREPEND "alone/" OUTPUT_VARIABLE alone)
      list(APPEND states ${alone})
    else()
      _anonshm_turn_alone(states ${unit} ${_anonshm_ids_${unit}})
    endif()
  endforeach()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# Where no state of the question can be compiled, its headers cannot.
function(_anonshm_turn_alone states_variable unit id)
  set(states "${${states_variable}}")
  _anonshm_state(state "${states}" ${id})
  set(header "")
  if(NOT _anonshm_include_${id} STREQUAL "")
    list(GET _anonshm_include_${id} -1 header)
  endif()
  if(state STREQUAL "unusable" OR _anonshm_kind_${id} MATCHES "^(HEADER|MACRO)$"
      OR (state STREQUAL "absent" AND _anonshm_kind_${id} MATCHES "^(TYPE|MEMBER|COMPILES)$"))
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
  _anonshm_write_units(main open compiled ${language} "${directory}" "${ids}" "${states}")
  _anonshm_try_compile(built output ${language} "${main};${open}" "${compiled};${libraries}"
    EXECUTABLE)
  set(${variable} "${built}" PARENT_SCOPE)
endfunction()
