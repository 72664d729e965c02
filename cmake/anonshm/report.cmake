# SPDX-License-Identifier: MIT
# The report that a configure writes, in the format anonshm-report/2
# (anonshm-report.schema.json). It speaks of the target only: system and served are null, and it
# has no fact of a machine. The program anonshm probes the machine that it runs on.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")

# <language>: whose answers these are. <contradicted>: facts of which the report has what ran
# beside what was predicted.
function(_anonshm_report_text variable language ids chain contradicted)
  file(STRINGS "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/version.txt" version)
  _anonshm_report_toolchain(toolchain ${language})
  _anonshm_report_facts(facts "${contradicted}" ${ids})
  _anonshm_report_methods(methods ${chain})
  _anonshm_json_list(chain_json ${chain})
  string(CONCAT text "{\n  \"schema\": \"anonshm-report/2\",\n"
    "  \"anonshm\": \"${version}\",\n  \"time\": \"${_anonshm_time}\",\n"
    "  \"system\": null,\n  \"toolchain\": ${toolchain},\n"
    "  \"facts\": {${facts}\n  },\n  \"methods\": [${methods}\n  ],\n"
    "  \"chain\": ${chain_json},\n  \"served\": null\n}\n")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(_anonshm_report_toolchain variable language)
  _anonshm_without_names(flags "${CMAKE_${language}_FLAGS}")
  _anonshm_json_object(toolchain
    compiler "${CMAKE_${language}_COMPILER_ID} ${CMAKE_${language}_COMPILER_VERSION}"
    flags "${flags}"
    os "${_anonshm_value_target.os}" arch "${_anonshm_value_target.arch}"
    libc "${_anonshm_value_target.libc}" endian "${_anonshm_value_target.endian}"
    pointer_bits "${_anonshm_value_target.pointer_bits}" cmake "${CMAKE_VERSION}")
  set(${variable} "${toolchain}" PARENT_SCOPE)
endfunction()

# A report is shown to others, and built into the program: no directory of this build, and none
# that has the name of a user. The program does the same (src/tool/names.cpp).
function(_anonshm_without_names variable text)
  set(home "$ENV{HOME}")
  foreach(place IN ITEMS "${CMAKE_BINARY_DIR}|<build>" "${CMAKE_SOURCE_DIR}|<source>"
      "${home}|~")
    string(REGEX MATCH "^(.*)\\|([^|]*)$" place "${place}")
    string(LENGTH "${CMAKE_MATCH_1}" size)
    if(size GREATER "1")
      string(REPLACE "${CMAKE_MATCH_1}" "${CMAKE_MATCH_2}" text "${text}")
    endif()
  endforeach()
  string(REGEX REPLACE "/(home|Users)/[^]/ =:,\"']+" "~" text "${text}")
  string(REGEX REPLACE "/run/user/[0-9]+" "$XDG_RUNTIME_DIR" text "${text}")
  string(REGEX REPLACE "/root(/|[ =:,\"']|$)" "~\\1" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# "id": {…} for each fact. Every value is a string at first, and has its kind for a scope; all
# are changed together, as it would take CMake long to distinguish them one by one. Until the
# text of the facts has its escapes, the quotation marks and line breaks between are others.
function(_anonshm_report_facts variable contradicted)
  string(ASCII 30 q)
  string(ASCII 31 row)
  set(text "")
  foreach(id IN LISTS ARGN)
    string(APPEND text "${row}${q}${id}${q}: {${q}value${q}: ${q}${_anonshm_value_${id}}${q},"
      " ${q}evidence${q}: ${q}${_anonshm_evidence_${id}}${q}, ${q}scope${q}:"
      " ${q}${_anonshm_kind_${id}}${q}, ${q}detail${q}: ${q}${_anonshm_detail_${id}}${q}},")
  endforeach()
  foreach(id IN LISTS contradicted)
    string(REGEX REPLACE
      "(${q}${id}${q}: {[^:]*: ${q})([^${q}]*)(${q}[^:]*: ${q})[^${q}]*([^${row}]*)},"
      "\\1${_anonshm_measured_${id}}\\3${_anonshm_measured_evidence_${id}}\\4,\
 ${q}predicted${q}: ${q}\\2${q}}," text "${text}")
  endforeach()
  if(text MATCHES "[\"\\\n\r\t]") # which is rare
    _anonshm_json_escape(text "${text}")
  endif()
  string(REGEX REPLACE "(${q}scope${q}: ${q})(BEHAVIOUR|RUNS)${q}" "\\1platform${q}"
    text "${text}")
  string(REGEX REPLACE "(${q}scope${q}: ${q})[A-Z_]+${q}" "\\1toolchain${q}" text "${text}")
  string(REGEX REPLACE "(${q}(value|predicted)${q}: )${q}TRUE${q}" "\\1true" text "${text}")
  string(REGEX REPLACE "(${q}(value|predicted)${q}: )${q}FALSE${q}" "\\1false" text "${text}")
  string(REGEX REPLACE "(${q}(value|predicted)${q}: )${q}${q}" "\\1null" text "${text}")
  string(REGEX REPLACE "(${q}(value|predicted)${q}: )${q}(-?[0-9]+)${q}" "\\1\\3"
    text "${text}")
  foreach(id IN LISTS _anonshm_facts_LIBRARY)
    string(REPLACE "${q}${id}${q}: {${q}value${q}: ${q}none${q}"
      "${q}${id}${q}: {${q}value${q}: ${q}${q}" text "${text}")
  endforeach()
  string(REPLACE "${row}" "\n    " text "${text}")
  string(REPLACE "${q}" "\"" text "${text}")
  string(REGEX REPLACE ",$" "" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Whether a method of the chain serves, only the machine that runs it can answer.
function(_anonshm_report_methods variable)
  set(text "")
  foreach(method IN LISTS _anonshm_methods)
    set(available null)
    set(evidence unknown)
    if(NOT method IN_LIST ARGN)
      set(available false)
      _anonshm_evidence_against(evidence "${method}")
    endif()
    string(APPEND text ",\n    {\"name\": \"${method}\", \"available\": ${available},"
      " \"error\": null, \"evidence\": \"${evidence}\"}")
  endforeach()
  string(REGEX REPLACE "^," "" text "${text}") # there are none where only others' facts are
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Of the first fact for want of which the method is not on the chain.
function(_anonshm_evidence_against variable method)
  foreach(id IN LISTS _anonshm_method_facts_${method})
    if("${_anonshm_value_${id}}" STREQUAL "" OR _anonshm_value_${id} STREQUAL "FALSE")
      set(${variable} "${_anonshm_evidence_${id}}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()
