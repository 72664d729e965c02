# SPDX-License-Identifier: MIT
# The words of probes/catalogue.cmake. A function that includes read_catalogue.cmake has then,
# and so have the functions that it calls:
#
#   _anonshm_facts             the ids that stand for the target: every kind but MACHINE
#   _anonshm_facts_<KIND>      the ids of one kind; of MACHINE with their argument, id:argument
#   _anonshm_<attribute>_<id>  kind name headers library define values arguments
#                             needs rule file text
#   _anonshm_headers           every header, in the order of inclusion
#   _anonshm_methods           the fallback chain, best first
#   _anonshm_method_<attribute>_<method>   facts needs offers text
#   _anonshm_control_absent, _anonshm_control_present
#                              two more functions, of which the answers are known
#
# Set here, read everywhere. Values of facts have the names that probe/evaluate.cmake lists.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/arguments.cmake")

function(anonshm_fact kind name)
  _anonshm_parse(fact "ID;LIBRARY;DEFINE;FILE;RULE"
    "HEADERS;AFTER;VALUES;FACTS;ARGUMENTS;TEXT" "${ARGN}")
  set(id "${fact_ID}")
  if(id STREQUAL "")
    set(id "${name}")
    if(kind MATCHES "^(MACRO|NUMBER)$")
      string(TOLOWER "${name}" id)
    endif()
  endif()
  if(NOT kind IN_LIST _anonshm_kinds OR id IN_LIST _anonshm_facts
      OR NOT "${fact_unknown}${fact_missing}" STREQUAL "")
    _anonshm_reject_fact("${kind}" "${id}" "${fact_unknown}" "${fact_missing}")
  endif()
  set(ids "${id}")
  if(NOT fact_ARGUMENTS STREQUAL "")
    list(TRANSFORM fact_ARGUMENTS PREPEND "${id}:" OUTPUT_VARIABLE ids)
  endif()
  if(NOT kind STREQUAL "MACHINE")
    set(_anonshm_facts ${_anonshm_facts} "${id}" PARENT_SCOPE)
  endif()
  set(_anonshm_facts_${kind} ${_anonshm_facts_${kind}} ${ids} PARENT_SCOPE)
  list(APPEND _anonshm_headers ${fact_AFTER} ${fact_HEADERS})
  set(_anonshm_headers "${_anonshm_headers}" PARENT_SCOPE)
  set(_anonshm_kind_${id} "${kind}" PARENT_SCOPE)
  set(_anonshm_name_${id} "${name}" PARENT_SCOPE)
  set(_anonshm_headers_${id} "${fact_HEADERS}" PARENT_SCOPE)
  set(_anonshm_library_${id} "${fact_LIBRARY}" PARENT_SCOPE)
  set(_anonshm_define_${id} "${fact_DEFINE}" PARENT_SCOPE)
  set(_anonshm_values_${id} "${fact_VALUES}" PARENT_SCOPE)
  set(_anonshm_arguments_${id} "${fact_ARGUMENTS}" PARENT_SCOPE)
  set(_anonshm_file_${id} "${fact_FILE}" PARENT_SCOPE)
  set(_anonshm_needs_${id} "${fact_FACTS}" PARENT_SCOPE)
  set(_anonshm_rule_${id} "${fact_RULE}" PARENT_SCOPE)
  set(_anonshm_text_${id} "${fact_TEXT}" PARENT_SCOPE)
endfunction()

function(_anonshm_reject_fact kind id unknown missing)
  if(NOT kind IN_LIST _anonshm_kinds)
    message(FATAL_ERROR
      "anonshm_fact(${kind} ${id}): unknown kind. Possible: ${_anonshm_kinds}.")
  elseif(id IN_LIST _anonshm_facts)
    message(FATAL_ERROR "anonshm_fact(${kind} ${id}): the catalogue has a fact of this id.")
  endif()
  message(FATAL_ERROR "anonshm_fact(${kind} ${id}): unknown argument \"${unknown}\", or word"
    " without a value \"${missing}\".")
endfunction()

function(anonshm_method name)
  _anonshm_parse(method "" "FACTS;NEEDS;OFFERS;TEXT" "${ARGN}")
  if(NOT method_unknown STREQUAL "" OR NOT method_missing STREQUAL "")
    message(FATAL_ERROR "anonshm_method(${name}): unknown argument \"${method_unknown}\", or"
      " word without a value \"${method_missing}\".")
  endif()
  foreach(id IN LISTS method_FACTS)
    if(NOT id IN_LIST _anonshm_facts)
      message(FATAL_ERROR "anonshm_method(${name}): there is no fact ${id}.")
    endif()
  endforeach()
  set(_anonshm_methods ${_anonshm_methods} "${name}" PARENT_SCOPE)
  set(_anonshm_method_facts_${name} "${method_FACTS}" PARENT_SCOPE)
  set(_anonshm_method_needs_${name} "${method_NEEDS}" PARENT_SCOPE)
  set(_anonshm_method_offers_${name} "${method_OFFERS}" PARENT_SCOPE)
  set(_anonshm_method_text_${name} "${method_TEXT}" PARENT_SCOPE)
endfunction()
