# SPDX-License-Identifier: MIT
# From the arguments of a call to its outcome: the answers of each language, from a nested build
# where there are none yet, then predictions and presets, the chain, the files to write, and the
# variables to set.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/arguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/chain.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/header.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/language.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/predict.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/preset.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/probe.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/report.cmake")

function(_anonshm_resolve answers outcome arguments)
  include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/read_catalogue.cmake")
  _anonshm_read_call("${arguments}")
  get_filename_component(directory "${outcome}" DIRECTORY)
  file(MAKE_DIRECTORY "${directory}")
  # For two configures of one build tree. Where files cannot be locked there is no guard.
  file(LOCK "${directory}" DIRECTORY GUARD FUNCTION TIMEOUT 300 RESULT_VARIABLE locked)
  message(CHECK_START "Probing the target for shared memory")
  _anonshm_languages(languages "${call_LANGUAGE}")
  list(GET languages 0 language)
  set(_anonshm_other_contents "")
  set(_anonshm_other_stamps "")
  set(_anonshm_other_facts "")
  set(_anonshm_other_settled TRUE)
  if(languages STREQUAL "CXX;C")
    _anonshm_define_for(C "${answers}-C.cmake")
  endif()
  _anonshm_ensure_answers("${answers}-${language}.cmake" ${language})
  include("${answers}-${language}.cmake")
  # What C++ cannot link or use, C may: a header may lack its extern "C".
  if(languages STREQUAL "CXX" AND call_LANGUAGE STREQUAL "" AND CMAKE_C_COMPILER_LOADED
      AND _anonshm_states MATCHES "=(unlinkable|unusable)")
    _anonshm_define_for(C "${answers}-C.cmake")
  endif()
  _anonshm_unanswered(unanswered)
  _anonshm_apply_predictions(contradicted)
  _anonshm_apply_presets(preset)
  list(REMOVE_ITEM contradicted ${preset})
  if(NOT contradicted STREQUAL "")
    _anonshm_warn_of_contradictions("${contradicted}")
  endif()
  _anonshm_choose_chain(chain libraries)
  _anonshm_write_files(written ${language} "${chain}" "${contradicted}")
  _anonshm_is_settled(settled "${unanswered}" "${preset}")
  _anonshm_write_outcome("${outcome}" "${chain}" "${libraries}" "${written}" "${settled}")
  _anonshm_keep_newest(16 "${directory}/answers-*.cmake")
  _anonshm_keep_newest(32 "${directory}/outcome-*.cmake")
  list(JOIN chain ", " methods)
  if(chain)
    message(CHECK_PASS "${methods}")
  else()
    message(CHECK_FAIL "no method can be compiled for it")
  endif()
endfunction()

# -- The call ------------------------------------------------------------------------------

# Sets call_<WORD> in the caller for each word, and checks what was given.
function(_anonshm_read_call arguments)
  set(words HEADER PREFIX REPORT LANGUAGE CHAIN_VARIABLE LIBRARIES_VARIABLE)
  _anonshm_parse(call "${words}" "FACTS" "${arguments}")
  if(NOT call_unknown STREQUAL "" OR NOT call_missing STREQUAL "")
    message(FATAL_ERROR "anonshm_probe: ${call_unknown}${call_missing}: unknown argument, or"
      " one without its value. It takes HEADER <file>, PREFIX <prefix>, REPORT <file>,"
      " FACTS <id>..., LANGUAGE C|CXX, CHAIN_VARIABLE <variable>,"
      " LIBRARIES_VARIABLE <variable>.")
  endif()
  if(NOT "PREFIX" IN_LIST call_given)
    set(call_PREFIX ANONSHM_)
  endif()
  _anonshm_check_language("${call_LANGUAGE}")
  if(NOT call_PREFIX MATCHES "^([A-Za-z_][A-Za-z_0-9]*)?$")
    message(FATAL_ERROR "anonshm_probe: PREFIX \"${call_PREFIX}\" cannot begin a C macro.")
  endif()
  set(wrong "${call_FACTS}")
  list(REMOVE_ITEM wrong ${_anonshm_facts})
  if(NOT wrong STREQUAL "")
    list(JOIN _anonshm_facts " " possible)
    message(FATAL_ERROR "anonshm_probe: unknown FACTS ${wrong}. Possible: ${possible}.")
  endif()
  list(REMOVE_DUPLICATES call_FACTS)
  if(call_FACTS STREQUAL "")
    set(call_FACTS "${_anonshm_facts}")
  endif()
  foreach(word IN LISTS words ITEMS FACTS)
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

# -- Answers -------------------------------------------------------------------------------

# Probes the target, unless the file has answers whose inputs are as they were.
function(_anonshm_ensure_answers file language)
  _anonshm_is_whole(whole "${file}")
  if(whole)
    include("${file}")
    _anonshm_fingerprint(inputs "${_anonshm_contents}" "${_anonshm_stamps}")
    if(_anonshm_settled AND inputs STREQUAL _anonshm_inputs)
      file(TOUCH "${file}") # it is in use
      return()
    endif()
  endif()
  _anonshm_probe_target("${file}" ${language})
endfunction()

# Sets in the caller _anonshm_other_<id>, the definition that the header has for that language,
# of _anonshm_other_facts; and _anonshm_other_contents and _anonshm_other_stamps, what these
# were made from.
function(_anonshm_define_for language file)
  _anonshm_ensure_answers("${file}" ${language})
  include("${file}")
  _anonshm_apply_predictions(contradicted)
  _anonshm_apply_presets(preset)
  foreach(id IN LISTS call_FACTS)
    _anonshm_definition(definition "${id}" "${call_PREFIX}")
    set(_anonshm_other_${id} "${definition}" PARENT_SCOPE)
  endforeach()
  set(_anonshm_other_facts "${call_FACTS}" PARENT_SCOPE)
  set(_anonshm_other_settled "${_anonshm_settled}" PARENT_SCOPE)
  set(_anonshm_other_contents "${_anonshm_contents}" PARENT_SCOPE)
  set(_anonshm_other_stamps "${_anonshm_stamps}" PARENT_SCOPE)
endfunction()

# Behaviours that could be tried and did not answer.
function(_anonshm_unanswered variable)
  set(ids "")
  foreach(id IN LISTS _anonshm_facts_BEHAVIOUR)
    if(_anonshm_value_${id} STREQUAL "" AND _anonshm_was_run)
      list(APPEND ids ${id})
    endif()
  endforeach()
  set(${variable} "${ids}" PARENT_SCOPE)
endfunction()

# An unknown that is of this moment, as its cause may be a limit or a program that is missing,
# is asked again by the next configure; but not where something else answers for it.
function(_anonshm_is_settled variable unanswered preset)
  set(settled "${_anonshm_settled}")
  if(NOT _anonshm_other_settled)
    set(settled FALSE)
  endif()
  list(REMOVE_ITEM unanswered ${preset})
  foreach(id IN LISTS unanswered)
    _anonshm_missing_need(missing "${id}")
    if(_anonshm_value_${id} STREQUAL "" AND missing STREQUAL "")
      set(settled FALSE)
    endif()
  endforeach()
  set(${variable} "${settled}" PARENT_SCOPE)
endfunction()

# -- What is written -----------------------------------------------------------------------

# <written>: what was written, as lines of the outcome.
function(_anonshm_write_files written language chain contradicted)
  set(paths "")
  set(hashes "")
  if(NOT call_HEADER STREQUAL "")
    _anonshm_header_text(text "${call_HEADER}" "${call_PREFIX}" "${call_FACTS}" "${chain}")
    _anonshm_write_file(path hash "${call_HEADER}" "${text}")
    _anonshm_hide_path(path "${path}")
    list(APPEND paths "${path}")
    list(APPEND hashes "${hash}")
  endif()
  if(NOT call_REPORT STREQUAL "")
    _anonshm_report_text(text ${language} "${call_FACTS}" "${chain}" "${contradicted}")
    _anonshm_write_file(path hash "${call_REPORT}" "${text}")
    _anonshm_hide_path(path "${path}")
    list(APPEND paths "${path}")
    list(APPEND hashes "${hash}")
  endif()
  set(${written} "_anonshm_written_files=${paths}\n_anonshm_written_hashes=${hashes}\n"
    PARENT_SCOPE)
endfunction()

# Included from anonshm_probe(), so that PARENT_SCOPE is its caller.
function(_anonshm_write_outcome file chain libraries written settled)
  set(lines "")
  foreach(id IN LISTS call_FACTS)
    string(TOUPPER "${id}" upper)
    set(value "${_anonshm_value_${id}}")
    if(_anonshm_kind_${id} STREQUAL "LIBRARY" AND value STREQUAL "none")
      set(value "") # can be linked with as it is
    endif()
    string(APPEND lines "${call_PREFIX}${upper}=${value}\n"
      "${call_PREFIX}${upper}_EVIDENCE=${_anonshm_evidence_${id}}\n")
  endforeach()
  if(NOT call_CHAIN_VARIABLE STREQUAL "")
    string(APPEND lines "${call_CHAIN_VARIABLE}=${chain}\n")
  endif()
  if(NOT call_LIBRARIES_VARIABLE STREQUAL "")
    string(APPEND lines "${call_LIBRARIES_VARIABLE}=${libraries}\n")
  endif()
  set(contents "${_anonshm_contents}")
  set(stamps "${_anonshm_stamps}")
  set(inputs "${_anonshm_inputs}")
  if(NOT _anonshm_other_contents STREQUAL "")
    list(APPEND contents ${_anonshm_other_contents})
    list(APPEND stamps ${_anonshm_other_stamps})
    _anonshm_fingerprint(inputs "${contents}" "${stamps}")
  endif()
  _anonshm_unknown_presets(unknown)
  string(APPEND written "${unknown}"
    "_anonshm_outcome_is_settled=${settled}\n"
    "_anonshm_inputs=${inputs}\n"
    "_anonshm_contents=${contents}\n_anonshm_stamps=${stamps}\n")
  _anonshm_set_commands(callers "${lines}" PARENT_SCOPE)
  _anonshm_set_commands(own "${written}" "")
  _anonshm_write_commands("${file}"
    "# The outcome of one call. Generated by anonshm_probe().\n${callers}${own}")
endfunction()
