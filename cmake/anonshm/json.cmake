# SPDX-License-Identifier: MIT
# JSON, as far as reports and the export of the catalogue need it.

include_guard(GLOBAL)

function(_anonshm_json_escape variable text)
  string(REPLACE "\\" "\\\\" text "${text}")
  string(REPLACE "\"" "\\\"" text "${text}")
  string(REGEX REPLACE "[\n\r\t]" " " text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(_anonshm_json_string variable text)
  _anonshm_json_escape(text "${text}")
  set(${variable} "\"${text}\"" PARENT_SCOPE)
endfunction()

# ["item", …]
function(_anonshm_json_list variable)
  set(items "")
  foreach(item IN LISTS ARGN)
    _anonshm_json_string(item "${item}")
    string(APPEND items ", ${item}")
  endforeach()
  string(REGEX REPLACE "^, " "" items "${items}")
  set(${variable} "[${items}]" PARENT_SCOPE)
endfunction()

# {"key": value, …} of pairs; numbers are numbers, an empty value is null.
function(_anonshm_json_object variable)
  set(members "")
  set(at 1)
  while(at LESS ARGC) # by number, as a list would lose the empty ones
    math(EXPR next "${at} + 1")
    set(key "${ARGV${at}}")
    set(value "${ARGV${next}}")
    math(EXPR at "${at} + 2")
    set(json null)
    if(value MATCHES "^[0-9]+$")
      set(json "${value}")
    elseif(NOT value STREQUAL "")
      _anonshm_json_string(json "${value}")
    endif()
    string(APPEND members ",\n    \"${key}\": ${json}")
  endwhile()
  string(REGEX REPLACE "^,\n" "" members "${members}")
  set(${variable} "{\n${members}\n  }" PARENT_SCOPE)
endfunction()
