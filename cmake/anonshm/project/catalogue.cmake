# SPDX-License-Identifier: MIT
# The catalogue of a project: anonshm_fact() as in ../catalogue.cmake, with other kinds, and
# with ids that are the macros of its config header. A function that has read catalogues has
# then, and so have the functions that it calls:
#
#   _anonshm_project_facts   the ids, in the order of the catalogues, with those beside them
#   _anonshm_project_<KIND>  the ids of a kind: COMPILES, RUNS; of LIBRARY those that have one
#   _anonshm_project_text    all that was said, and the hashes of the files that it names
#   _anonshm_<attribute>_<id>
#       as of our facts, and: third (the member, or the code); unit, what facts share that can
#       be asked in one translation unit; beside: SIZEOF_… of a type, HAVE_… of a number, whose
#       kind is BESIDE_<KIND>; else ""
#   _anonshm_project_units, _anonshm_include_<unit>, _anonshm_definitions_<unit>
#       AFTER and HEADERS, DEFINITIONS
#   _anonshm_project_groups, _anonshm_ids_of_<group>
#       facts that can be linked into one program; and of each group includes, options, links

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/../call.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/../catalogue.cmake")

# Needs the paths of the catalogues. A macro, as they are read in the scope of the caller.
macro(_anonshm_read_project)
  set(_anonshm_is_project TRUE)
  set(_anonshm_project_kinds FUNCTION HEADER MACRO NUMBER SYMBOL TYPE MEMBER COMPILES RUNS)
  set(_anonshm_operators "^(and|bitand|bitor|compl|not|or|xor|(and|not|or|xor)_eq)$")
  foreach(_anonshm_part IN ITEMS facts text units groups COMPILES RUNS LIBRARY)
    set(_anonshm_project_${_anonshm_part} "")
  endforeach()
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

# The part of anonshm_fact() for a project's catalogue. What facts share is checked and kept
# once: the second of two facts about one header is nothing new but a name.
macro(_anonshm_keep_project_fact)
  string(TOUPPER "HAVE_${name}" id)
  set(ours "${${p}_ID}${${p}_EXPECT}${${p}_RULE}${${p}_FACTS}${${p}_ARGUMENTS}")
  set(beside "")
  if("${wrong}${ours}${${p}_DEFINE}${${p}_LIBRARY}${${p}_VALUES}${${p}_FILE}" STREQUAL ""
      AND kind MATCHES "^(FUNCTION|MACRO|SYMBOL)$" AND NOT "${${p}_HEADERS}" STREQUAL ""
      AND name MATCHES "^[A-Za-z_][A-Za-z_0-9]*$" AND NOT name MATCHES "${_anonshm_operators}"
      AND NOT id IN_LIST _anonshm_project_facts)
    # nothing to be looked at more closely
  else()
    _anonshm_project_ids(id beside "${kind}" "${name}" "${third}" "${${p}_DEFINE}")
    _anonshm_check_project_fact()
    _anonshm_keep_uncommon()
  endif()
  set(key "${${p}_DEFINITIONS}|${${p}_AFTER}|${${p}_HEADERS}|")
  if(kind STREQUAL "HEADER")
    string(APPEND key "${name}")
  elseif(kind MATCHES "^(COMPILES|RUNS)$") # may be anything, unbalanced braces too
    string(APPEND key "|${id}")
  endif()
  set(unit "${${p}_unit_${key}}")
  if(unit STREQUAL "")
    _anonshm_keep_unit("${key}")
  endif()
  set(key "${CMAKE_CURRENT_LIST_DIR}|${${p}_INCLUDES}|${${p}_OPTIONS}|${${p}_LINK_LIBRARIES}")
  if(NOT "${${p}_FILE}" STREQUAL "") # what it defines is no answer to another question
    string(APPEND key "|${id}")
  endif()
  set(group "${${p}_group_${key}}")
  if(group STREQUAL "")
    _anonshm_keep_group("${key}")
  endif()
  set(_anonshm_ids_of_${group} ${_anonshm_ids_of_${group}} "${id}" PARENT_SCOPE)
  set(_anonshm_project_facts ${_anonshm_project_facts} "${id}" ${beside} PARENT_SCOPE)
  set(_anonshm_project_text "${_anonshm_project_text}${call}\n" PARENT_SCOPE)
  set(_anonshm_unit_${id} "${unit}" PARENT_SCOPE)
endmacro()

# What few facts have: those of other kinds, or with a LIBRARY or a DEFINE.
macro(_anonshm_keep_uncommon)
  set(_anonshm_third_${id} "${third}" PARENT_SCOPE)
  set(_anonshm_beside_${id} "${beside}" PARENT_SCOPE)
  if(kind MATCHES "^(COMPILES|RUNS)$")
    set(_anonshm_project_${kind} ${_anonshm_project_${kind}} "${id}" PARENT_SCOPE)
  endif()
  if(kind STREQUAL "RUNS") # see _anonshm_condition() and _anonshm_reject_state()
    set(_anonshm_needs_${id} "" PARENT_SCOPE)
    set(_anonshm_rule_${id} "" PARENT_SCOPE)
    if("${${p}_VALUES}" STREQUAL "")
      set(${p}_VALUES "yes/no")
    endif()
  endif()
  if(NOT "${${p}_LIBRARY}" STREQUAL "")
    set(_anonshm_project_LIBRARY ${_anonshm_project_LIBRARY} "${id}" PARENT_SCOPE)
  endif()
  if(NOT "${${p}_FILE}" STREQUAL "")
    get_filename_component(${p}_FILE "${${p}_FILE}" ABSOLUTE
      BASE_DIR "${CMAKE_CURRENT_LIST_DIR}")
    file(MD5 "${${p}_FILE}" hash)
    string(APPEND call " ${${p}_FILE} ${hash}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${${p}_FILE}")
  endif()
  set(_anonshm_library_${id} "${${p}_LIBRARY}" PARENT_SCOPE)
  set(_anonshm_values_${id} "${${p}_VALUES}" PARENT_SCOPE)
  set(_anonshm_file_${id} "${${p}_FILE}" PARENT_SCOPE)
  if(NOT beside STREQUAL "")
    set(_anonshm_kind_${beside} "BESIDE_${kind}" PARENT_SCOPE)
    set(_anonshm_text_${beside} "" PARENT_SCOPE)
  endif()
endmacro()

# Sets <unit>, its name.
macro(_anonshm_keep_unit key)
  _anonshm_check_unit()
  list(LENGTH _anonshm_project_units unit)
  string(PREPEND unit unit)
  set(_anonshm_project_units ${_anonshm_project_units} "${unit}" PARENT_SCOPE)
  set("${p}_unit_${key}" "${unit}" PARENT_SCOPE)
  set(include "${${p}_AFTER}")
  list(APPEND include ${${p}_HEADERS})
  if(kind STREQUAL "HEADER")
    list(APPEND include "${name}")
  endif()
  set(_anonshm_include_${unit} "${include}" PARENT_SCOPE)
  list(TRANSFORM ${p}_DEFINITIONS REPLACE "^-D" "" OUTPUT_VARIABLE definitions)
  set(_anonshm_definitions_${unit} "${definitions}" PARENT_SCOPE)
endmacro()

# Sets <group>, its name, and adds to <call> what it depends on.
macro(_anonshm_keep_group key)
  _anonshm_check_group()
  list(LENGTH _anonshm_project_groups group)
  string(PREPEND group group)
  set(_anonshm_project_groups ${_anonshm_project_groups} "${group}" PARENT_SCOPE)
  set("${p}_group_${key}" "${group}" PARENT_SCOPE)
  set(_anonshm_ids_of_${group} "")
  set(directories "")
  foreach(directory IN LISTS ${p}_INCLUDES)
    get_filename_component(directory "${directory}" ABSOLUTE
      BASE_DIR "${CMAKE_CURRENT_LIST_DIR}")
    list(APPEND directories "${directory}")
  endforeach()
  set(links "")
  if(NOT "${${p}_LINK_LIBRARIES}" STREQUAL "")
    _anonshm_describe_links(links ${${p}_LINK_LIBRARIES})
  endif()
  string(APPEND call " ${directories} ${links}")
  set(_anonshm_includes_${group} "${directories}" PARENT_SCOPE)
  set(_anonshm_options_${group} "${${p}_OPTIONS}" PARENT_SCOPE)
  set(_anonshm_links_${group} "${${p}_LINK_LIBRARIES}" PARENT_SCOPE)
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
  if(define MATCHES "^${prefix}(_.+)$") # what stands beside it has the same name
    set(macro "${CMAKE_MATCH_1}")
  endif()
  if(define STREQUAL "")
    set(define "${prefix}${macro}")
  endif()
  set(${id} "${define}" PARENT_SCOPE)
  set(${beside} "" PARENT_SCOPE)
  if(NOT other STREQUAL "")
    string(REGEX REPLACE "^_${other}_" "_" macro "${macro}")
    set(${beside} "${other}${macro}" PARENT_SCOPE)
  endif()
endfunction()

# What an answer depends on: the properties of the targets, and of those behind them. Files are
# known from what the linker says (../inputs.cmake).
function(_anonshm_describe_links variable)
  set(text "")
  set(open "${ARGN}")
  set(known "")
  while(NOT open STREQUAL "")
    list(POP_FRONT open name)
    string(REGEX REPLACE "^[$]<LINK_ONLY:(.*)>$" "\\1" name "${name}")
    if(TARGET "${name}" AND NOT name IN_LIST known)
      list(APPEND known "${name}")
      get_target_property(configurations "${name}" IMPORTED_CONFIGURATIONS)
      list(TRANSFORM configurations PREPEND "IMPORTED_LOCATION_")
      foreach(property IN ITEMS IMPORTED_LOCATION ${configurations} IMPORTED_IMPLIB
          IMPORTED_LIBNAME INTERFACE_LINK_OPTIONS INTERFACE_LINK_DIRECTORIES
          INTERFACE_INCLUDE_DIRECTORIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES
          INTERFACE_COMPILE_DEFINITIONS INTERFACE_COMPILE_OPTIONS INTERFACE_COMPILE_FEATURES
          INTERFACE_LINK_LIBRARIES)
        get_target_property(value "${name}" ${property})
        string(APPEND text "${name}.${property}=${value} ")
      endforeach()
      list(APPEND open ${value})
    endif()
  endwhile()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# -- What is wrong with a fact -------------------------------------------------------------
# CMake adds the catalogue's file and line, as what called anonshm_fact().

function(_anonshm_check_project_fact)
  set(identifier "^[A-Za-z_][A-Za-z_0-9]*$")
  set(error "")
  if(NOT ours STREQUAL "")
    string(APPEND wrong "ID, EXPECT, RULE, FACTS or ARGUMENTS")
  endif()
  if(NOT kind IN_LIST _anonshm_project_kinds)
    list(JOIN _anonshm_project_kinds " " kinds)
    set(error "unknown kind. Possible: ${kinds}.")
  elseif(NOT wrong STREQUAL "")
    set(error "${wrong}: unknown argument, or word without a value. Possible: HEADERS\
 <header>... AFTER <header>... DEFINE <macro> DEFINITIONS <macro>[=<value>]... INCLUDES\
 <directory>... OPTIONS <option>... LINK_LIBRARIES <library>... LIBRARY <library> FILE\
 <file> VALUES <value>... TEXT <description>.")
  elseif(NOT id MATCHES "${identifier}")
    set(error "DEFINE ${id} is no name of a macro.")
  elseif(kind MATCHES "^(FUNCTION|MACRO|NUMBER|SYMBOL|COMPILES|RUNS)$"
      AND NOT name MATCHES "${identifier}")
    set(error "\"${name}\" is no identifier of C.")
  elseif(name MATCHES "${_anonshm_operators}")
    set(error "${name} is an operator of C++.")
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
  _anonshm_stop_at_fact("${error}")
endfunction()

function(_anonshm_stop_at_fact error)
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
  set(path "")
  if(NOT file STREQUAL "")
    get_filename_component(path "${file}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_LIST_DIR}")
  endif()
  if(kind MATCHES "^(FUNCTION|MACRO|NUMBER|SYMBOL|MEMBER)$" AND "${${p}_HEADERS}" STREQUAL "")
    set(found "HEADERS is missing: the headers that declare it.")
  elseif(kind STREQUAL "RUNS" AND file STREQUAL "")
    set(found "FILE is missing: the source file with the function ${name}.")
  elseif(kind STREQUAL "COMPILES" AND file STREQUAL "" AND third STREQUAL "")
    set(found "the code is missing, or FILE <file>.")
  elseif(NOT file STREQUAL "" AND NOT kind MATCHES "^(COMPILES|RUNS)$")
    set(found "FILE is for COMPILES and RUNS.")
  elseif(NOT "${${p}_LIBRARY}" STREQUAL "" AND NOT kind STREQUAL "FUNCTION")
    set(found "LIBRARY is for FUNCTION. LINK_LIBRARIES are those of every kind.")
  elseif(NOT "${${p}_VALUES}" STREQUAL "" AND NOT kind STREQUAL "RUNS")
    set(found "VALUES is for RUNS.")
  elseif(NOT file STREQUAL "" AND (NOT EXISTS "${path}" OR IS_DIRECTORY "${path}"))
    set(found "FILE ${path}: there is no such file.")
  elseif(path MATCHES "[\"\n]")
    set(found "FILE ${path}: a path with a quote or a line break cannot be included.")
  endif()
  set(${error} "${found}" PARENT_SCOPE)
endfunction()

# What it is asked with: headers and definitions.
function(_anonshm_check_unit)
  set(found "")
  foreach(header IN LISTS ${p}_AFTER ${p}_HEADERS)
    if(NOT header MATCHES "^[A-Za-z0-9_][A-Za-z0-9_./+-]*$")
      set(found "\"${header}\" is no name of a header, such as sys/mman.h.")
    elseif(header MATCHES "^[A-Z_]+$")
      set(found "${header}: unknown argument, as it is no name of a header.")
    endif()
  endforeach()
  foreach(definition IN LISTS ${p}_DEFINITIONS)
    if(NOT definition MATCHES "^(-D)?[A-Za-z_][A-Za-z_0-9]*(=[^\n]*)?$")
      set(found "DEFINITIONS ${definition} is neither <macro> nor <macro>=<value>.")
    elseif(definition MATCHES "/[*]|[\\]$") # would hide the headers
      set(found "DEFINITIONS ${definition}: a value with a comment or a \\ at its end.")
    endif()
  endforeach()
  _anonshm_stop_at_fact("${found}")
endfunction()

# What it is linked with.
function(_anonshm_check_group)
  set(found "")
  foreach(library IN LISTS ${p}_LINK_LIBRARIES)
    set(imported TRUE)
    if(TARGET "${library}")
      get_target_property(imported "${library}" IMPORTED)
    endif()
    if(NOT imported)
      set(found "LINK_LIBRARIES ${library} is a target of this project, which is not built\
 yet. Possible: imported targets, and libraries by name or path.")
    elseif(library MATCHES "::" AND NOT TARGET "${library}")
      set(found "LINK_LIBRARIES ${library}: there is no such target.")
    endif()
  endforeach()
  _anonshm_stop_at_fact("${found}")
endfunction()
