# The report, in the format anonshm-report/1.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")

function(_anonshm_report_text variable ids chain)
  _anonshm_report_system(system)
  _anonshm_report_toolchain(toolchain)
  _anonshm_report_facts(facts ${ids})
  _anonshm_report_methods(methods ${chain})
  _anonshm_json_list(chain_json ${chain})
  string(CONCAT text "{\n  \"schema\": \"anonshm-report/1\",\n"
    "  \"system\": ${system},\n  \"toolchain\": ${toolchain},\n"
    "  \"facts\": {${facts}\n  },\n  \"methods\": [${methods}\n  ],\n"
    "  \"chain\": ${chain_json}\n}\n")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(_anonshm_report_system variable)
  _anonshm_json_object(system
    name "${_anonshm_value_system.name}" release "${_anonshm_value_system.release}"
    machine "${_anonshm_value_system.machine}"
    page_size "${_anonshm_value_system.page_size}")
  set(${variable} "${system}" PARENT_SCOPE)
endfunction()

function(_anonshm_report_toolchain variable)
  _anonshm_language(language)
  _anonshm_json_object(toolchain
    compiler "${CMAKE_${language}_COMPILER_ID} ${CMAKE_${language}_COMPILER_VERSION}"
    flags "${CMAKE_${language}_FLAGS}"
    os "${_anonshm_value_target.os}" arch "${_anonshm_value_target.arch}"
    libc "${_anonshm_value_target.libc}" endian "${_anonshm_value_target.endian}"
    pointer_bits "${_anonshm_value_target.pointer_bits}" cmake "${CMAKE_VERSION}")
  set(${variable} "${toolchain}" PARENT_SCOPE)
endfunction()

# "id": {…} for each fact. Every value is a string at first; those that are none lose their
# quotes together, as it would take CMake long to distinguish them one by one.
function(_anonshm_report_facts variable)
  set(text "")
  foreach(id IN LISTS ARGN)
    set(value "\"${_anonshm_value_${id}}\"")
    set(detail "\"${_anonshm_detail_${id}}\"")
    if("${_anonshm_value_${id}}${_anonshm_detail_${id}}" MATCHES "[\"\\\n\r\t]")
      _anonshm_json_string(value "${_anonshm_value_${id}}")
      _anonshm_json_string(detail "${_anonshm_detail_${id}}")
    endif()
    string(APPEND text ",\n    \"${id}\": {\"value\": ${value},"
      " \"evidence\": \"${_anonshm_evidence_${id}}\", \"detail\": ${detail}}")
  endforeach()
  string(REPLACE "{\"value\": \"TRUE\"" "{\"value\": true" text "${text}")
  string(REPLACE "{\"value\": \"FALSE\"" "{\"value\": false" text "${text}")
  string(REPLACE "{\"value\": \"\"" "{\"value\": null" text "${text}")
  string(REGEX REPLACE "{\"value\": \"(-?[0-9]+)\"" "{\"value\": \\1" text "${text}")
  foreach(id IN LISTS _anonshm_facts_LIBRARY)
    string(REPLACE "\"${id}\": {\"value\": \"none\"" "\"${id}\": {\"value\": \"\""
      text "${text}")
  endforeach()
  string(SUBSTRING "${text}" 1 -1 text)
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Whether a method of the chain serves, only the machine that runs it can answer.
function(_anonshm_report_methods variable)
  set(text "")
  foreach(method IN LISTS _anonshm_methods)
    set(available false)
    if(method IN_LIST ARGN)
      set(available null)
    endif()
    string(APPEND text
      ",\n    {\"name\": \"${method}\", \"available\": ${available}, \"error\": null}")
  endforeach()
  string(SUBSTRING "${text}" 1 -1 text)
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()
