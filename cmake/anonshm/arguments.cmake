# SPDX-License-Identifier: MIT
# The arguments of a call. cmake_parse_arguments() leaves undefined what was not given, so that
# a cache entry of that name shows through, and before CMake 3.31 it does not distinguish PREFIX
# "" from no PREFIX.

include_guard(GLOBAL)

# Sets in the caller, for each word of <single> and <multiple>, <prefix>_<word>: its value, or
# values, or "". And what is wrong with the call:
#   <prefix>_unknown   arguments that belong to no word
#   <prefix>_missing   words that have no value
#   <prefix>_given     words that have one, which may be ""
function(_anonshm_parse prefix single multiple arguments)
  set(words "${single}")
  list(APPEND words ${multiple})
  foreach(name IN LISTS words)
    set(${prefix}_${name} "" PARENT_SCOPE)
  endforeach()
  set(word "")
  set(unknown "")
  set(missing "")
  set(given "")
  string(REGEX MATCH "[][\\]" has_list_syntax "${arguments}")
  if(has_list_syntax)
    _anonshm_hide_list_syntax(arguments "${arguments}")
  endif()
  foreach(argument IN LISTS arguments)
    if(argument IN_LIST words)
      list(APPEND missing "${argument}")
      set(word "${argument}")
    elseif(word STREQUAL "" OR (word IN_LIST single AND NOT word IN_LIST missing))
      list(APPEND unknown "${argument}")
    else()
      if(word IN_LIST missing)
        list(REMOVE_ITEM missing "${word}")
        list(APPEND given "${word}")
        set(value "${argument}")
      else()
        string(APPEND value ";${argument}")
      endif()
      if(has_list_syntax)
        _anonshm_show_list_syntax(value "${value}")
      endif()
      set(${prefix}_${word} "${value}" PARENT_SCOPE)
    endif()
  endforeach()
  set(${prefix}_unknown "${unknown}" PARENT_SCOPE)
  set(${prefix}_missing "${missing}" PARENT_SCOPE)
  set(${prefix}_given "${given}" PARENT_SCOPE)
endfunction()

# Brackets and backslashes change where CMake splits a list. The characters in their place
# cannot be typed.
function(_anonshm_hide_list_syntax variable text)
  string(ASCII 1 open)
  string(ASCII 2 close)
  string(ASCII 3 backslash)
  string(REPLACE "[" "${open}" text "${text}")
  string(REPLACE "]" "${close}" text "${text}")
  string(REPLACE "\\" "${backslash}" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

function(_anonshm_show_list_syntax variable text)
  string(ASCII 1 open)
  string(ASCII 2 close)
  string(ASCII 3 backslash)
  string(REPLACE "${open}" "[" text "${text}")
  string(REPLACE "${close}" "]" text "${text}")
  string(REPLACE "${backslash}" "\\" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# The same for a path in a list, where a semicolon is no separator and a line break no end.
function(_anonshm_hide_path variable path)
  _anonshm_hide_list_syntax(path "${path}")
  string(ASCII 4 semicolon)
  string(ASCII 5 break)
  string(REPLACE ";" "${semicolon}" path "${path}")
  string(REPLACE "\n" "${break}" path "${path}")
  set(${variable} "${path}" PARENT_SCOPE)
endfunction()

function(_anonshm_show_path variable path)
  string(ASCII 1 2 3 4 5 hidden)
  if(path MATCHES "[${hidden}]") # which is rare
    string(ASCII 4 semicolon)
    string(ASCII 5 break)
    string(REPLACE "${semicolon}" ";" path "${path}")
    string(REPLACE "${break}" "\n" path "${path}")
    _anonshm_show_list_syntax(path "${path}")
  endif()
  set(${variable} "${path}" PARENT_SCOPE)
endfunction()
