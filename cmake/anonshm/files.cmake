# SPDX-License-Identifier: MIT
# Files of one call: written whole, and only when their contents change.

include_guard(GLOBAL)

# Writes the text, but only when it changes, so that nothing is compiled again for nothing.
# <path>, <hash>: where it is, and what is there now.
function(_anonshm_write_file path hash file text)
  get_filename_component(absolute "${file}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
  if(IS_DIRECTORY "${absolute}")
    message(FATAL_ERROR "anonshm_probe: ${absolute} is to be written, and is a directory.")
  endif()
  # A rename would put a file where every program expects a device.
  if(EXISTS "${absolute}" AND absolute MATCHES "^/(dev|proc)/"
      AND NOT absolute MATCHES "^/dev/shm/")
    message(FATAL_ERROR "anonshm_probe: ${absolute} is to be written, and is no regular file.")
  endif()
  set(present "")
  if(EXISTS "${absolute}")
    file(READ "${absolute}" present)
  endif()
  if(NOT present STREQUAL text)
    _anonshm_write_whole("${absolute}" "${text}")
  endif()
  file(SHA1 "${absolute}" sha1)
  set(${path} "${absolute}" PARENT_SCOPE)
  set(${hash} "${sha1}" PARENT_SCOPE)
endfunction()

# Whole or not at all: a disk that is full truncates a file, and CMake goes on (file(WRITE) is
# no fatal error).
function(_anonshm_write_whole file text)
  file(WRITE "${file}.new" "${text}")
  set(written "")
  if(EXISTS "${file}.new")
    file(READ "${file}.new" written)
  endif()
  if(NOT written STREQUAL text)
    file(REMOVE "${file}.new")
    message(FATAL_ERROR "anonshm_probe: ${file} could not be written whole. Is the disk full?")
  endif()
  file(RENAME "${file}.new" "${file}")
endfunction()

# A file of commands ends with the hash of what precedes, since a rename does not protect from
# the loss of power (_anonshm_is_whole).
function(_anonshm_write_commands file text)
  string(MD5 hash "${text}")
  _anonshm_write_whole("${file}" "${text}# ${hash}\n")
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

# Keeps the newest of the files that match, since each environment has answers of its own.
function(_anonshm_keep_newest count)
  file(GLOB files ${ARGN})
  set(dated "")
  foreach(file IN LISTS files)
    file(TIMESTAMP "${file}" time "%Y-%m-%dT%H:%M:%S" UTC)
    list(APPEND dated "${time} ${file}")
  endforeach()
  list(SORT dated ORDER DESCENDING)
  list(LENGTH dated length)
  if(length GREATER count)
    list(SUBLIST dated ${count} -1 old)
    list(TRANSFORM old REPLACE "^[^ ]* (.*)$" "\\1") # ^ by itself matches again behind a blank
    file(REMOVE ${old})
  endif()
endfunction()
