# SPDX-License-Identifier: MIT
# cmake [-DOS=<os> -DLIBC=<libc>] -P export.cmake: prints the catalogue as JSON, for programs
# that are not written in CMake. With the names of a target (probes/toolchain/target.h), also
# what is predicted of it, and the statements that this follows from.

cmake_minimum_required(VERSION 3.20)

include("${CMAKE_CURRENT_LIST_DIR}/json.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/predict.cmake")

# {"<name>": {"<attribute>": …}} of the variables <prefix><attribute>_<name>: first those that
# are strings, then those that are lists.
function(_anonshm_export_entries variable prefix names strings lists)
  set(entries "")
  foreach(name IN LISTS names)
    set(members "")
    foreach(attribute IN LISTS strings)
      _anonshm_json_string(json "${${prefix}${attribute}_${name}}")
      string(APPEND members ", \"${attribute}\": ${json}")
    endforeach()
    foreach(attribute IN ITEMS ${lists})
      _anonshm_json_list(json ${${prefix}${attribute}_${name}})
      string(APPEND members ", \"${attribute}\": ${json}")
    endforeach()
    string(SUBSTRING "${members}" 2 -1 members)
    string(APPEND entries ",\n    \"${name}\": {${members}}")
  endforeach()
  string(REGEX REPLACE "^," "" entries "${entries}")
  set(${variable} "{${entries}}" PARENT_SCOPE)
endfunction()

# [{"id": …, "value": …, "since": …, "before": …, "source": …, "file": …}], in the order in
# which they count.
function(_anonshm_export_statements variable os libc)
  _anonshm_read_statements(platform "${os}" "${libc}")
  set(entries "")
  foreach(id IN LISTS _anonshm_stated)
    foreach(number IN LISTS _anonshm_statements_${id})
      set(members "\"id\": \"${id}\"")
      foreach(attribute IN ITEMS value since before source file)
        _anonshm_json_string(json "${_anonshm_statement_${attribute}_${number}}")
        string(APPEND members ", \"${attribute}\": ${json}")
      endforeach()
      string(APPEND entries ",\n    {${members}}")
    endforeach()
  endforeach()
  string(REGEX REPLACE "^," "" entries "${entries}")
  set(${variable} "[${entries}]" PARENT_SCOPE)
endfunction()

function(_anonshm_export os libc)
  set(_anonshm_is_configure FALSE)
  include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/read_catalogue.cmake")
  list(TRANSFORM _anonshm_facts_MACHINE REPLACE ":.*$" "" OUTPUT_VARIABLE machine)
  list(REMOVE_DUPLICATES machine)
  _anonshm_export_entries(facts _anonshm_ "${_anonshm_facts};${machine}"
    "kind;name;expect;library;define;rule;file;text" "headers;values;needs;arguments")
  _anonshm_export_entries(methods _anonshm_method_ "${_anonshm_methods}"
    "text" "facts;needs;offers")
  _anonshm_predictions(ids "${os}" "${libc}")
  _anonshm_export_entries(predictions _anonshm_predicted_ "${ids}" "value;source;file" "")
  _anonshm_export_statements(statements "${os}" "${libc}")
  execute_process(COMMAND "${CMAKE_COMMAND}" -E echo
    "{\"facts\": ${facts},\n\"methods\": ${methods},\n\"predictions\": ${predictions},"
    "\"statements\": ${statements}}")
endfunction()

_anonshm_export("${OS}" "${LIBC}")
