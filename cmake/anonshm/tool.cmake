# SPDX-License-Identifier: MIT
# What library and program are generated from beside their own source: the catalogue as lists
# for the preprocessor, and for the program the probe without its main() and the report of this
# configure.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/key.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/resolve.cmake")

# anonshm_methods.h: every method, whether or not this target can compile it.
function(anonshm_write_methods_header file)
  set(_anonshm_is_configure FALSE)
  include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/read_catalogue.cmake")
  set(rows "")
  set(offered "")
  foreach(method IN LISTS _anonshm_methods)
    _anonshm_flags(needs "${_anonshm_method_needs_${method}}")
    _anonshm_flags(offers "${_anonshm_method_offers_${method}}")
    list(APPEND offered ${_anonshm_method_offers_${method}})
    string(APPEND rows
      " \\\n  METHOD(${method}, ${needs}, ${offers}, \"${_anonshm_method_text_${method}}\")")
  endforeach()
  list(REMOVE_DUPLICATES offered)
  _anonshm_flags(offered "${offered}")
  string(CONCAT text "/* Generated from probes/catalogue.cmake. */\n\n"
    "/* METHOD(name, needs, offers, description), best first. */\n"
    "#define ANONSHM_METHODS(METHOD)${rows}\n\n"
    "/* The flags that must not be dropped: a method has to offer them. */\n"
    "#define ANONSHM_OFFERED_FLAGS ${offered}\n")
  _anonshm_write_generated("${file}" "${text}")
endfunction()

function(_anonshm_flags variable flags)
  list(TRANSFORM flags PREPEND "ANONSHM_")
  list(JOIN flags " | " expression)
  if(expression STREQUAL "")
    set(expression "0u")
  elseif(expression MATCHES " ")
    set(expression "(${expression})")
  endif()
  set(${variable} "${expression}" PARENT_SCOPE)
endfunction()

# <libraries>: what the probe is linked with.
function(anonshm_write_tool_files directory libraries)
  set(_anonshm_is_configure FALSE)
  include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/read_catalogue.cmake")
  set(_anonshm_project_facts "")
  _anonshm_keys(answers_key outcome_key "")
  _anonshm_languages(languages "")
  list(GET languages 0 language)
  set(answers "${CMAKE_BINARY_DIR}/CMakeFiles/anonshm/answers-${answers_key}-${language}.cmake")
  if(NOT EXISTS "${answers}") # an outcome may be kept for longer
    _anonshm_ensure_answers("${answers}" ${language} anonshm)
  endif()
  include("${answers}")
  set(${libraries} "${_anonshm_probe_libraries}" PARENT_SCOPE)
  _anonshm_write_source("${directory}/anonshm_probe.cpp.new" "${_anonshm_states}"
    "${_anonshm_facts_BEHAVIOUR};${_anonshm_facts_MACHINE}")
  configure_file("${directory}/anonshm_probe.cpp.new" "${directory}/anonshm_probe.cpp" COPYONLY)
  _anonshm_write_facts_header("${directory}/anonshm_catalogue.h")
  _anonshm_built_in_report(report ${language})
  _anonshm_write_report_header("${directory}/anonshm_built_in.h" "${report}")
endfunction()

# The report that the program starts from. It is the same wherever the program is built: it has
# no time, and of a behaviour what is predicted or preset, not what ran here.
function(_anonshm_built_in_report variable language)
  foreach(id IN LISTS _anonshm_facts_BEHAVIOUR)
    set(_anonshm_value_${id} "")
    set(_anonshm_evidence_${id} unknown)
    set(_anonshm_detail_${id} "not probed")
  endforeach()
  set(_anonshm_time "1970-01-01T00:00:00Z")
  _anonshm_apply_predictions(contradicted)
  _anonshm_apply_presets(preset)
  _anonshm_choose_chain(chain needed)
  _anonshm_report_text(report ${language} "${_anonshm_facts}" "${chain}" "")
  set(${variable} "${report}" PARENT_SCOPE)
endfunction()

function(_anonshm_write_facts_header file)
  set(ids "${_anonshm_facts};${_anonshm_facts_MACHINE}")
  list(TRANSFORM ids REPLACE ":.*$" "")
  list(REMOVE_DUPLICATES ids)
  set(rows "")
  foreach(id IN LISTS ids)
    string(APPEND rows
      " \\\n  FACT(${_anonshm_kind_${id}}, \"${id}\", \"${_anonshm_text_${id}}\")")
  endforeach()
  _anonshm_write_generated("${file}" "#define ANONSHM_FACTS(FACT)${rows}\n")
endfunction()

# A line at a time: MSVC takes 16 KiB in one literal.
function(_anonshm_write_report_header file report)
  string(REGEX REPLACE "\n$" "" report "${report}")
  string(REPLACE "\n" "\\n)json\" \\\n  R\"json(" report "${report}")
  string(REPLACE "\\n)json\"" ")json\" \"\\n\"" report "${report}")
  _anonshm_write_generated("${file}"
    "#define ANONSHM_BUILT_IN_REPORT \\\n  R\"json(${report})json\"\n")
endfunction()

# Only if it differs, so that nothing is compiled again for nothing.
function(_anonshm_write_generated file text)
  file(WRITE "${file}.new" "${text}")
  configure_file("${file}.new" "${file}" COPYONLY)
endfunction()
