# SPDX-License-Identifier: MIT
# The arguments of anonshm_probe().

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/arguments.cmake")

# Sets call_<WORD> in the caller for each word, and checks what was given, but for FACTS.
function(_anonshm_read_call arguments)
  set(single HEADER PREFIX REPORT STYLE LANGUAGE CHAIN_VARIABLE LIBRARIES_VARIABLE)
  _anonshm_parse(call "${single}" "CATALOGUE;FACTS" "${arguments}")
  if(NOT call_unknown STREQUAL "" OR NOT call_missing STREQUAL "")
    message(FATAL_ERROR "anonshm_probe: ${call_unknown}${call_missing}: unknown argument, or"
      " one without its value. It takes HEADER <file>, PREFIX <prefix>, REPORT <file>,"
      " CATALOGUE <file>..., STYLE define|cmakedefine, FACTS <id>..., LANGUAGE C|CXX,"
      " CHAIN_VARIABLE <variable>, LIBRARIES_VARIABLE <variable>.")
  endif()
  if(NOT "PREFIX" IN_LIST call_given)
    set(call_PREFIX ANONSHM_)
  endif()
  _anonshm_check_language("${call_LANGUAGE}")
  if(NOT call_PREFIX MATCHES "^([A-Za-z_][A-Za-z_0-9]*)?$")
    message(FATAL_ERROR "anonshm_probe: PREFIX \"${call_PREFIX}\" cannot begin a C macro.")
  elseif(NOT call_STYLE MATCHES "^(define|cmakedefine|)$")
    message(FATAL_ERROR "anonshm_probe: STYLE ${call_STYLE}: it is define, which makes 0 of"
      " what is absent, or cmakedefine, which does not define it.")
  endif()
  foreach(word IN LISTS single ITEMS CATALOGUE FACTS)
    set(call_${word} "${call_${word}}" PARENT_SCOPE)
  endforeach()
endfunction()

function(_anonshm_check_language language)
  if(NOT language MATCHES "^(C|CXX|)$")
    message(FATAL_ERROR "anonshm_probe: LANGUAGE ${language}: it is C or CXX.")
  elseif(NOT language STREQUAL "" AND NOT CMAKE_${language}_COMPILER_LOADED)
    message(FATAL_ERROR "anonshm_probe: LANGUAGE ${language} is not enabled. Add it to"
      " project(), or call enable_language() before.")
  elseif(NOT CMAKE_CXX_COMPILER_LOADED AND NOT CMAKE_C_COMPILER_LOADED)
    message(FATAL_ERROR "anonshm_probe: no language is enabled to probe with. Add C or CXX to"
      " project(), or call enable_language() before.")
  endif()
endfunction()
