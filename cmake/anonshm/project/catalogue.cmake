# SPDX-License-Identifier: MIT
# The catalogue of a project: anonshm_fact() as in ../catalogue.cmake, with other kinds, and with
# ids that are the macros of its config header. A function that has read catalogues has then,
# and so have the functions that it calls:
#
#   _anonshm_project_facts   the ids, in the order of the catalogues, with those beside them
#   _anonshm_project_text    all that was said, and the hashes of the files that it names
#   _anonshm_<attribute>_<id>
#       as of our facts, and: third (the member, or the code), include (AFTER and HEADERS),
#       unit (what facts must share to be asked in one translation unit), group (to be linked
#       into one program), includes, options, links, beside: SIZEOF_… of a type, HAVE_… of a
#       number, whose kind is BESIDE_<KIND>

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/../catalogue.cmake")

set(_anonshm_project_kinds FUNCTION HEADER MACRO NUMBER SYMBOL TYPE MEMBER COMPILES RUNS)

# Needs the paths of the catalogues. A macro, as they are read in the scope of the caller.
macro(_anonshm_read_project)
  set(_anonshm_is_project TRUE)
  set(_anonshm_project_facts "")
  set(_anonshm_project_text "")
  foreach(_anonshm_catalogue ${ARGV})
    get_filename_component(_anonshm_catalogue "${_anonshm_catalogue}" ABSOLUTE)
    if(NOT EXISTS "${_anonshm_catalogue}" OR IS_DIRECTORY "${_anonshm_catalogue}")
      message(FATAL_ERROR "anonshm_probe: CATALOGUE ${_anonshm_catalogue}: there is no such"
        " file. It has a line anonshm_fact(<KIND> <name> …) for each fact.")
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${_anonshm_catalogue}")
    include("${_anonshm_catalogue}")
  endforeach()
  if(_anonshm_project_facts STREQUAL "")
    message(FATAL_ERROR "anonshm_probe: CATALOGUE ${ARGV}: no anonshm_fact(<KIND> <name> …)"
      " in it.")
  endif()
endmacro()

# The part of anonshm_fact() for a project's catalogue.
macro(_anonshm_keep_project_fact)
  _anonshm_project_ids(id beside "${kind}" "${name}" "${third}" "${${p}_DEFINE}")
  foreach(word IN ITEMS ID RULE FACTS ARGUMENTS)
    if(NOT "${${p}_${word}}" STREQUAL "")
      string(APPEND wrong "${word}")
    endif()
  endforeach()
  _anonshm_check_project_fact("${id}" "${beside}" "${wrong}")
  if(NOT "${${p}_FILE}" STREQUAL "")
    get_filename_component(${p}_FILE "${${p}_FILE}" ABSOLUTE
      BASE_DIR "${CMAKE_CURRENT_LIST_DIR}")
    file(MD5 "${${p}_FILE}" hash)
    string(APPEND call " ${hash}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${${p}_FILE}")
  endif()
  if(kind STREQUAL "RUNS" AND "${${p}_VALUES}" STREQUAL "")
    set(${p}_VALUES "yes/no")
  endif()
  set(include ${${p}_AFTER} ${${p}_HEADERS})
  if(kind STREQUAL "HEADER")
    list(APPEND include "${name}")
  endif()
  list(TRANSFORM ${p}_DEFINITIONS REPLACE "^-D" "")
  set(directories "")
  foreach(directory IN LISTS ${p}_INCLUDES)
    get_filename_component(directory "${directory}" ABSOLUTE
      BASE_DIR "${CMAKE_CURRENT_LIST_DIR}")
    list(APPEND directories "${directory}")
  endforeach()
  set(group "${directories}|${${p}_OPTIONS}|${${p}_LINK_LIBRARIES}")
  set(unit "${${p}_DEFINITIONS}|${include}")
  if(kind MATCHES "^(COMPILES|RUNS)$") # may be anything, unbalanced braces too
    string(APPEND unit "|${id}")
  endif()
  set(_anonshm_project_facts ${_anonshm_project_facts} ${id} ${beside} PARENT_SCOPE)
  set(_anonshm_project_text "${_anonshm_project_text}${call}\n" PARENT_SCOPE)
  set(_anonshm_third_${id} "${third}" PARENT_SCOPE)
  set(_anonshm_include_${id} "${include}" PARENT_SCOPE)
  set(_anonshm_definitions_${id} "${${p}_DEFINITIONS}" PARENT_SCOPE)
  set(_anonshm_unit_${id} "${unit}" PARENT_SCOPE)
  set(_anonshm_group_${id} "${group}" PARENT_SCOPE)
  set(_anonshm_includes_${id} "${directories}" PARENT_SCOPE)
  set(_anonshm_options_${id} "${${p}_OPTIONS}" PARENT_SCOPE)
  set(_anonshm_links_${id} "${${p}_LINK_LIBRARIES}" PARENT_SCOPE)
  set(_anonshm_beside_${id} "${beside}" PARENT_SCOPE)
  if(NOT beside STREQUAL "")
    set(_anonshm_kind_${beside} "BESIDE_${kind}" PARENT_SCOPE)
    set(_anonshm_beside_${beside} "" PARENT_SCOPE)
    set(_anonshm_values_${beside} "" PARENT_SCOPE)
    set(_anonshm_text_${beside} "" PARENT_SCOPE)
  endif()
endmacro()

# The macro, as Autoconf and CMake name it, and the one that stands beside it.
function(_anonshm_project_ids id beside kind name third define)
  set(prefix HAVE)
  set(other "")
  if(kind STREQUAL "NUMBER")
    set(prefix VALUE)
    set(other HAVE)
  elseif(kind STREQUAL "TYPE")
    set(other SIZEOF)
  elseif(kind STREQUAL "MEMBER")
    string(APPEND name "_${third}")
  endif()
  string(REPLACE "*" "P" name "${name}")
  string(MAKE_C_IDENTIFIER "X_${name}" macro)
  string(TOUPPER "${macro}" macro)
  string(REGEX REPLACE "^X" "" macro "${macro}")
  set(${id} "${prefix}${macro}" PARENT_SCOPE)
  set(${beside} "" PARENT_SCOPE)
  if(NOT define STREQUAL "")
    set(${id} "${define}" PARENT_SCOPE)
  endif()
  if(NOT other STREQUAL "")
    set(${beside} "${other}${macro}" PARENT_SCOPE)
  endif()
endfunction()

# -- What is wrong with a fact -------------------------------------------------------------
# CMake adds the catalogue's file and line, as what called anonshm_fact().

function(_anonshm_check_project_fact id beside wrong)
  set(words "HEADERS <header>... AFTER <header>... DEFINE <macro> DEFINITIONS <macro>[=<value>]..."
    "INCLUDES <directory>... OPTIONS <option>... LINK_LIBRARIES <library>... LIBRARY <library>"
    "EXPECT <condition> FILE <file> VALUES <value>... TEXT <description>")
  list(JOIN words " " words)
  list(JOIN _anonshm_project_kinds " " kinds)
  set(identifier "^[A-Za-z_][A-Za-z_0-9]*$")
  set(error "")
  if(NOT kind IN_LIST _anonshm_project_kinds)
    set(error "unknown kind. Possible: ${kinds}.")
  elseif(NOT wrong STREQUAL "")
    set(error "${wrong}: unknown argument, or word without a value. Possible: ${words}.")
  elseif(NOT id MATCHES "${identifier}")
    set(error "DEFINE ${id} is no name of a macro.")
  elseif(kind MATCHES "^(FUNCTION|MACRO|NUMBER|SYMBOL|COMPILES|RUNS)$"
      AND NOT name MATCHES "${identifier}")
    set(error "\"${name}\" is no identifier of C.")
  elseif(kind MATCHES "^(HEADER|TYPE|MEMBER)$")
    _anonshm_check_text(error)
  endif()
  if(error STREQUAL "")
    _anonshm_check_sources(error)
  endif()
  foreach(one IN ITEMS ${id} ${beside})
    if(error STREQUAL "" AND one IN_LIST _anonshm_project_facts)
      set(error "there is a fact ${one} already. DEFINE <macro> gives this one another name.")
    endif()
  endforeach()
  if(NOT error STREQUAL "")
    get_filename_component(file "${CMAKE_CURRENT_LIST_FILE}" NAME)
    message(FATAL_ERROR "${file}: anonshm_fact(${kind} ${name}): ${error}")
  endif()
endfunction()

function(_anonshm_check_text error)
  set(found "")
  if(kind STREQUAL "HEADER" AND NOT name MATCHES "^[A-Za-z0-9_][A-Za-z0-9_./+-]*$")
    set(found "\"${name}\" is no name of a header, such as sys/mman.h.")
  elseif(NOT kind STREQUAL "HEADER" AND NOT name MATCHES "^[A-Za-z_:][A-Za-z_0-9 :*<>,]*$")
    set(found "\"${name}\" is no type, such as \"struct stat\".")
  elseif(kind STREQUAL "MEMBER" AND NOT third MATCHES "^[A-Za-z_][A-Za-z_0-9.]*$")
    set(found "\"${third}\" is no member. anonshm_fact(MEMBER \"struct stat\" st_mtim …)")
  endif()
  set(${error} "${found}" PARENT_SCOPE)
endfunction()

# What it is looked for in.
function(_anonshm_check_sources error)
  set(found "")
  set(file "${${p}_FILE}")
  get_filename_component(path "${file}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_LIST_DIR}")
  if(kind MATCHES "^(FUNCTION|MACRO|NUMBER|SYMBOL|MEMBER)$" AND "${${p}_HEADERS}" STREQUAL "")
    set(found "HEADERS is missing: the headers that declare it.")
  elseif(kind STREQUAL "RUNS" AND file STREQUAL "")
    set(found "FILE is missing: the source file with the function ${name}.")
  elseif(kind STREQUAL "COMPILES" AND file STREQUAL "" AND third STREQUAL "")
    set(found "the code is missing, or FILE <file>.")
  elseif(NOT file STREQUAL "" AND NOT kind MATCHES "^(COMPILES|RUNS)$")
    set(found "FILE is for COMPILES and RUNS.")
  elseif(NOT file STREQUAL "" AND (NOT EXISTS "${path}" OR IS_DIRECTORY "${path}"))
    set(found "FILE ${path}: there is no such file.")
  elseif(NOT file STREQUAL "" AND path MATCHES "[\"\n]")
    set(found "FILE ${path}: a path with a quote or a line break cannot be included.")
  endif()
  foreach(header IN LISTS ${p}_AFTER ${p}_HEADERS)
    if(NOT header MATCHES "^[A-Za-z0-9_][A-Za-z0-9_./+-]*$")
      set(found "\"${header}\" is no name of a header, such as sys/mman.h.")
    endif()
  endforeach()
  foreach(definition IN LISTS ${p}_DEFINITIONS)
    if(NOT definition MATCHES "^(-D)?[A-Za-z_][A-Za-z_0-9]*(=[^\n]*)?$")
      set(found "DEFINITIONS ${definition} is neither <macro> nor <macro>=<value>.")
    endif()
  endforeach()
  set(${error} "${found}" PARENT_SCOPE)
endfunction()

# -- Where a project's facts differ from ours ----------------------------------------------

# An errno that speaks of the machine is no answer about the platform.
macro(_anonshm_reject_project_states)
  foreach(_anonshm_id IN LISTS _anonshm_project_facts)
    if(_anonshm_kind_${_anonshm_id} STREQUAL "RUNS")
      _anonshm_reject_state(_anonshm_value_${_anonshm_id} _anonshm_evidence_${_anonshm_id}
        _anonshm_detail_${_anonshm_id} "${_anonshm_id}" "")
    endif()
  endforeach()
endmacro()

# Adds those libraries without which a function of the project is not found.
function(_anonshm_project_libraries libraries)
  set(all "${${libraries}}")
  foreach(id IN LISTS _anonshm_project_facts)
    if(_anonshm_kind_${id} STREQUAL "FUNCTION" AND _anonshm_value_${id} STREQUAL "TRUE"
        AND _anonshm_detail_${id} STREQUAL "in ${_anonshm_library_${id}}")
      list(APPEND all "${_anonshm_library_${id}}")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES all)
  set(${libraries} "${all}" PARENT_SCOPE)
endfunction()
