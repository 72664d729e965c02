# SPDX-License-Identifier: MIT
# Files of one call: written whole, and only when their contents change.

include_guard(GLOBAL)

# Writes the text, but only when it changes, so that nothing is compiled again for nothing.
# <path>, <hash>: where it is, and what is there now.
function(_anonshm_write_file path hash file text)
  get_filename_component(absolute "${file}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
  set(present "")
  if(EXISTS "${absolute}" AND NOT IS_DIRECTORY "${absolute}")
    file(READ "${absolute}" present)
  endif()
  if(NOT present STREQUAL text)
    file(WRITE "${absolute}" "${text}")
  endif()
  file(MD5 "${absolute}" md5)
  set(${path} "${absolute}" PARENT_SCOPE)
  set(${hash} "${md5}" PARENT_SCOPE)
endfunction()

# Lines of name=value as set() commands.
function(_anonshm_set_commands variable lines scope)
  string(REPLACE "\\" "\\\\" lines "${lines}")
  string(REPLACE "\"" "\\\"" lines "${lines}")
  string(REPLACE "$" "\\$" lines "${lines}")
  string(REGEX REPLACE "([^=\n]+)=([^\n]*)\n" "set(\"\\1\" \"\\2\" ${scope})\n"
    lines "${lines}")
  set(${variable} "${lines}" PARENT_SCOPE)
endfunction()
