# SPDX-License-Identifier: MIT
# The words of probes/catalogue.cmake. A function that includes read_catalogue.cmake has then,
# and so have the functions that it calls:
#
#   _anonshm_facts             the ids that stand for the target: every kind but MACHINE
#   _anonshm_facts_<KIND>      the ids of one kind; of MACHINE with their argument, id:argument,
#                              and none where _anonshm_is_configure
#   _anonshm_<attribute>_<id>  kind name headers expect library define values
#                              arguments needs rule file text
#   _anonshm_headers           every header, in the order of inclusion
#   _anonshm_methods           the fallback chain, best first
#   _anonshm_method_<attribute>_<method>   facts needs offers text
#   _anonshm_controls          two more functions: one that is absent, one that is present
#
# Set here, read everywhere. Values of facts have the names that probe/evaluate.cmake lists.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/arguments.cmake")

# One form for our catalogue and those of other projects. By CMake's own parser, which is ten
# times as fast as _anonshm_parse(): this is called for every fact of every configure that
# probes. It leaves undefined what was not given, so that a cache entry would show through; none
# has an apostrophe in its name.
function(anonshm_fact kind name)
  set(p "anonshm's")
  set(words 2) # where they begin
  if(_anonshm_is_project)
    set(call "${ARGV}")
    set(alike "${p}_alike_${CMAKE_CURRENT_LIST_DIR};${kind};${ARGN}")
    if(DEFINED "${alike}")
      _anonshm_keep_alike() # project/catalogue.cmake
    endif()
    set(third "")
    if(kind MATCHES "^(MEMBER|COMPILES)$" AND ARGC GREATER "2" AND NOT ARGV2 STREQUAL "FILE")
      set(third "${ARGV2}")
      set(words 3)
    endif()
  endif()
  cmake_parse_arguments(PARSE_ARGV ${words} "${p}" "" "ID;EXPECT;LIBRARY;DEFINE;FILE;RULE;TEXT"
    "HEADERS;AFTER;VALUES;FACTS;ARGUMENTS;DEFINITIONS;INCLUDES;OPTIONS;LINK_LIBRARIES")
  set(wrong "${${p}_UNPARSED_ARGUMENTS}${${p}_KEYWORDS_MISSING_VALUES}")
  if(_anonshm_is_project)
    _anonshm_keep_project_fact() # project/catalogue.cmake
  else()
    _anonshm_keep_fact()
  endif()
  set(_anonshm_kind_${id} "${kind}" PARENT_SCOPE)
  set(_anonshm_name_${id} "${name}" PARENT_SCOPE)
  set(_anonshm_text_${id} "${${p}_TEXT}" PARENT_SCOPE)
endfunction()

# The part of anonshm_fact() for our catalogue: macros, so that its caller is theirs.
macro(_anonshm_keep_fact)
  set(id "${${p}_ID}")
  if(id STREQUAL "")
    set(id "${name}")
    if(kind MATCHES "^(MACRO|NUMBER)$")
      string(TOLOWER "${name}" id)
    endif()
  endif()
  if(NOT kind IN_LIST _anonshm_kinds OR id IN_LIST _anonshm_facts OR NOT wrong STREQUAL "")
    _anonshm_reject_fact("${kind}" "${id}" "${wrong}")
  elseif(kind STREQUAL "MACHINE")
    _anonshm_keep_machine_fact()
  else()
    set(_anonshm_facts "${_anonshm_facts};${id}" PARENT_SCOPE)
    set(_anonshm_facts_${kind} "${_anonshm_facts_${kind}};${id}" PARENT_SCOPE)
    set(_anonshm_arguments_${id} "" PARENT_SCOPE)
  endif()
  set(_anonshm_headers "${_anonshm_headers};${${p}_AFTER};${${p}_HEADERS}" PARENT_SCOPE)
  set(_anonshm_headers_${id} "${${p}_HEADERS}" PARENT_SCOPE)
  set(_anonshm_define_${id} "${${p}_DEFINE}" PARENT_SCOPE)
  set(_anonshm_library_${id} "${${p}_LIBRARY}" PARENT_SCOPE)
  set(_anonshm_values_${id} "${${p}_VALUES}" PARENT_SCOPE)
  set(_anonshm_file_${id} "${${p}_FILE}" PARENT_SCOPE)
  set(_anonshm_expect_${id} "${${p}_EXPECT}" PARENT_SCOPE)
  set(_anonshm_needs_${id} "${${p}_FACTS}" PARENT_SCOPE)
  set(_anonshm_rule_${id} "${${p}_RULE}" PARENT_SCOPE)
endmacro()

# One question for each argument.
macro(_anonshm_keep_machine_fact)
  list(TRANSFORM ${p}_ARGUMENTS PREPEND "${id}:" OUTPUT_VARIABLE ids)
  if(ids STREQUAL "")
    set(ids "${id}")
  endif()
  set(_anonshm_facts_MACHINE "${_anonshm_facts_MACHINE};${ids}" PARENT_SCOPE)
  set(_anonshm_arguments_${id} "${${p}_ARGUMENTS}" PARENT_SCOPE)
endmacro()

function(_anonshm_reject_fact kind id wrong)
  if(NOT kind IN_LIST _anonshm_kinds)
    message(FATAL_ERROR
      "anonshm_fact(${kind} ${id}): unknown kind. Possible: ${_anonshm_kinds}.")
  elseif(id IN_LIST _anonshm_facts)
    message(FATAL_ERROR "anonshm_fact(${kind} ${id}): the catalogue has a fact of this id.")
  endif()
  message(FATAL_ERROR
    "anonshm_fact(${kind} ${id}): ${wrong}: unknown argument, or word without a value.")
endfunction()

function(anonshm_method name)
  set(p "anonshm's")
  cmake_parse_arguments(PARSE_ARGV 1 "${p}" "" "TEXT" "FACTS;NEEDS;OFFERS")
  set(wrong "${${p}_UNPARSED_ARGUMENTS}${${p}_KEYWORDS_MISSING_VALUES}")
  set(unknown "${${p}_FACTS}")
  list(REMOVE_ITEM unknown ${_anonshm_facts})
  if(NOT wrong STREQUAL "")
    message(FATAL_ERROR "anonshm_method(${name}): ${wrong}: unknown argument, or word without"
      " a value.")
  elseif(NOT unknown STREQUAL "")
    message(FATAL_ERROR "anonshm_method(${name}): there is no fact ${unknown}.")
  endif()
  set(_anonshm_methods ${_anonshm_methods} "${name}" PARENT_SCOPE)
  set(_anonshm_method_facts_${name} "${${p}_FACTS}" PARENT_SCOPE)
  set(_anonshm_method_needs_${name} "${${p}_NEEDS}" PARENT_SCOPE)
  set(_anonshm_method_offers_${name} "${${p}_OFFERS}" PARENT_SCOPE)
  set(_anonshm_method_text_${name} "${${p}_TEXT}" PARENT_SCOPE)
endfunction()

# For a call that asks none of it.
macro(_anonshm_forget_catalogue)
  foreach(kind IN ITEMS FUNCTION MACRO NUMBER LIBRARY BEHAVIOUR MACHINE)
    set(_anonshm_facts_${kind} "")
  endforeach()
  set(_anonshm_facts "")
  set(_anonshm_methods "")
  set(_anonshm_headers "")
endmacro()
