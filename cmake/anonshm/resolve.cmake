# SPDX-License-Identifier: MIT
# From the arguments of a call to its outcome: the answers of each language, from a nested build
# where there are none yet, then predictions and presets, the chain, the files to write, and the
# variables to set.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/call.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/chain.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/header.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/language.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/log.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/predict.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/preset.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/probe.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/report.cmake")

# Needs what project/catalogue.cmake has set. <answers>: the file with those of a language to
# our catalogue, without the language.
function(_anonshm_resolve answers outcome arguments)
  _anonshm_read_call("${arguments}")
  get_filename_component(directory "${outcome}" DIRECTORY)
  file(MAKE_DIRECTORY "${directory}")
  # For two configures of one build tree. Where files cannot be locked there is no guard.
  file(LOCK "${directory}" DIRECTORY GUARD FUNCTION TIMEOUT 300 RESULT_VARIABLE locked)
  _anonshm_select_facts()
  _anonshm_name_probe(title)
  message(CHECK_START "${title}")
  _anonshm_languages(languages "${call_LANGUAGE}")
  list(GET languages 0 language)
  foreach(name IN ITEMS contents stamps definitions)
    set(_anonshm_other_${name} "")
  endforeach()
  set(_anonshm_other_settled TRUE)
  if(languages STREQUAL "CXX;C")
    _anonshm_define_for(C "${answers}")
  endif()
  _anonshm_include_answers(${language} "${answers}")
  # What C++ cannot link or use, C may: a header may lack its extern "C".
  if(languages STREQUAL "CXX" AND call_LANGUAGE STREQUAL "" AND CMAKE_C_COMPILER_LOADED
      AND _anonshm_states MATCHES "=(unlinkable|unusable)")
    _anonshm_define_for(C "${answers}")
  endif()
  _anonshm_unanswered(unanswered)
  _anonshm_settle(contradicted preset)
  if(NOT contradicted STREQUAL "")
    _anonshm_warn_of_contradictions("${contradicted}")
  endif()
  _anonshm_choose_chain(chain libraries)
  if("project" IN_LIST _anonshm_asked)
    _anonshm_project_libraries(libraries)
  endif()
  _anonshm_write_files(written ${language} "${chain}" "${contradicted}")
  _anonshm_is_settled(settled "${unanswered}" "${preset}")
  _anonshm_write_outcome("${outcome}" "${chain}" "${libraries}" "${written}" "${settled}")
  _anonshm_keep_newest(16 "${directory}/answers-*.cmake")
  _anonshm_keep_newest(16 "${directory}/project-*.cmake")
  _anonshm_keep_newest(32 "${directory}/outcome-*.cmake")
  _anonshm_report_check("${chain}")
endfunction()

# -- What is asked -------------------------------------------------------------------------

# Completes call_FACTS, and sets _anonshm_asked: anonshm and project, or one of them. Neither is
# asked, or its files read, for nothing.
macro(_anonshm_select_facts)
  list(REMOVE_DUPLICATES call_FACTS)
  set(_anonshm_asked "")
  if(NOT call_CATALOGUE STREQUAL "")
    list(APPEND _anonshm_asked project)
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/project/probe.cmake")
  endif()
  set(ours "${call_FACTS}")
  list(REMOVE_ITEM ours ${_anonshm_project_facts})
  if(call_CATALOGUE STREQUAL "" OR NOT "${ours}${call_CHAIN_VARIABLE}" STREQUAL "")
    list(APPEND _anonshm_asked anonshm)
    set(_anonshm_is_configure TRUE)
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/read_catalogue.cmake")
    _anonshm_check_names("${ours}")
  else()
    _anonshm_forget_catalogue()
  endif()
  if(call_FACTS STREQUAL "" AND call_CATALOGUE STREQUAL "")
    set(call_FACTS "${_anonshm_facts}")
  elseif(call_FACTS STREQUAL "")
    set(call_FACTS "${_anonshm_project_facts}")
  endif()
endmacro()

# All are there, and no fact of ours and one of the project have one macro.
function(_anonshm_check_names ours)
  set(wrong "${ours}")
  list(REMOVE_ITEM wrong ${_anonshm_facts})
  if(NOT wrong STREQUAL "")
    list(JOIN _anonshm_facts " " possible)
    list(JOIN _anonshm_project_facts " " more)
    message(FATAL_ERROR "anonshm_probe: unknown FACTS ${wrong}. Possible: ${possible} ${more}.")
  endif()
  foreach(id IN LISTS ours)
    _anonshm_macro(macro "${id}" "")
    if(macro IN_LIST _anonshm_project_facts OR id IN_LIST _anonshm_project_facts)
      message(FATAL_ERROR "anonshm_probe: FACTS ${id}: the catalogue has the macro ${macro}"
        " too. DEFINE <macro> gives its fact another name.")
    endif()
  endforeach()
endfunction()

# -- Answers -------------------------------------------------------------------------------

# Includes the answers of one language to all that is asked, and adds up what stands in each
# file: _anonshm_contents, _anonshm_stamps, _anonshm_inputs, _anonshm_settled, _anonshm_states.
macro(_anonshm_include_answers language answers)
  set(_anonshm_all_contents "")
  set(_anonshm_all_stamps "")
  set(_anonshm_all_settled TRUE)
  set(_anonshm_all_states "")
  foreach(_anonshm_whose IN LISTS _anonshm_asked)
    set(_anonshm_file "${answers}-${language}.cmake")
    if(_anonshm_whose STREQUAL "project")
      _anonshm_project_file(_anonshm_file "${answers}" ${language})
    endif()
    _anonshm_ensure_answers("${_anonshm_file}" ${language} ${_anonshm_whose})
    include("${_anonshm_file}")
    list(APPEND _anonshm_all_contents ${_anonshm_contents})
    list(APPEND _anonshm_all_stamps ${_anonshm_stamps})
    list(APPEND _anonshm_all_states ${_anonshm_states})
    if(NOT _anonshm_settled)
      set(_anonshm_all_settled FALSE)
    endif()
  endforeach()
  set(_anonshm_settled "${_anonshm_all_settled}")
  set(_anonshm_states "${_anonshm_all_states}")
  if(NOT _anonshm_contents STREQUAL _anonshm_all_contents)
    set(_anonshm_contents "${_anonshm_all_contents}")
    set(_anonshm_stamps "${_anonshm_all_stamps}")
    _anonshm_fingerprint(_anonshm_inputs "${_anonshm_contents}" "${_anonshm_stamps}")
  endif()
endmacro()

# Beside ours, which have no catalogue in their name.
function(_anonshm_project_file variable answers language)
  string(REPLACE "/answers-" "/project-" answers "${answers}")
  string(MD5 hash "${_anonshm_project_text}")
  string(SUBSTRING "${hash}" 0 16 hash)
  set(${variable} "${answers}-${hash}-${language}.cmake" PARENT_SCOPE)
endfunction()

# Probes the target, unless the file has answers whose inputs are as they were.
function(_anonshm_ensure_answers file language whose)
  _anonshm_is_whole(whole "${file}")
  if(whole)
    include("${file}")
    _anonshm_fingerprint(inputs "${_anonshm_contents}" "${_anonshm_stamps}")
    if(_anonshm_settled AND inputs STREQUAL _anonshm_inputs)
      file(TOUCH "${file}") # it is in use
      return()
    endif()
  endif()
  if(whose STREQUAL "project")
    _anonshm_probe_project("${file}" ${language})
  else()
    _anonshm_probe_target("${file}" ${language})
  endif()
endfunction()

# Sets in the caller _anonshm_other_definitions, those that the header has for that language
# (header.cmake); and _anonshm_other_contents and _anonshm_other_stamps, what these
# were made from.
function(_anonshm_define_for language answers)
  _anonshm_include_answers(${language} "${answers}")
  _anonshm_settle(contradicted preset)
  _anonshm_definitions(definitions "${call_FACTS}" "${call_PREFIX}")
  set(_anonshm_other_definitions "${definitions}" PARENT_SCOPE)
  set(_anonshm_other_settled "${_anonshm_settled}" PARENT_SCOPE)
  set(_anonshm_other_contents "${_anonshm_contents}" PARENT_SCOPE)
  set(_anonshm_other_stamps "${_anonshm_stamps}" PARENT_SCOPE)
endfunction()

# From what was answered to what counts: what is known of the platform, and what the user knows
# better. <contradicted>: facts of which a run contradicts what is known.
macro(_anonshm_settle contradicted preset)
  set(${contradicted} "")
  if(_anonshm_asked MATCHES "anonshm")
    _anonshm_apply_predictions(${contradicted})
  endif()
  if(_anonshm_asked MATCHES "project")
    _anonshm_reject_project_states()
  endif()
  _anonshm_apply_presets(${preset})
  list(REMOVE_ITEM ${contradicted} ${${preset}})
endmacro()

# Behaviours that could be tried and did not answer.
function(_anonshm_unanswered variable)
  set(ids "")
  foreach(id IN LISTS _anonshm_facts_BEHAVIOUR)
    if(_anonshm_value_${id} STREQUAL "" AND _anonshm_was_run)
      list(APPEND ids ${id})
    endif()
  endforeach()
  foreach(id IN LISTS _anonshm_project_RUNS)
    if(_anonshm_value_${id} STREQUAL "" AND _anonshm_settled)
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

# What the caller gets of each fact, as lines <variable>=<value>.
function(_anonshm_lines_of_variables variable)
  set(lines "")
  string(TOUPPER "${call_FACTS}" uppers)
  foreach(id upper IN ZIP_LISTS call_FACTS uppers)
    if(id IN_LIST _anonshm_project_facts) # is a macro as it stands
      set(upper "${id}")
    endif()
    string(APPEND lines "${call_PREFIX}${upper}=${_anonshm_value_${id}}\n"
      "${call_PREFIX}${upper}_EVIDENCE=${_anonshm_evidence_${id}}\n")
  endforeach()
  foreach(id IN LISTS _anonshm_facts_LIBRARY) # none: it can be linked with as it is
    string(TOUPPER "${id}" upper)
    set(next "\n${call_PREFIX}${upper}_EVIDENCE=")
    string(REPLACE "${upper}=none${next}" "${upper}=${next}" lines "${lines}")
  endforeach()
  set(${variable} "${lines}" PARENT_SCOPE)
endfunction()

# Included from anonshm_probe(), so that PARENT_SCOPE is its caller.
function(_anonshm_write_outcome file chain libraries written settled)
  _anonshm_lines_of_variables(lines)
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
  _anonshm_lines_of_facts(verbose)
  _anonshm_log_lines("${verbose}")
  string(APPEND written "${unknown}"
    "_anonshm_verbose=${verbose}\n"
    "_anonshm_outcome_is_settled=${settled}\n"
    "_anonshm_inputs=${inputs}\n"
    "_anonshm_contents=${contents}\n_anonshm_stamps=${stamps}\n")
  _anonshm_set_commands(callers "${lines}" PARENT_SCOPE)
  _anonshm_set_commands(own "${written}" "")
  _anonshm_write_commands("${file}"
    "# The outcome of one call. Generated by anonshm_probe().\n${callers}${own}")
endfunction()
