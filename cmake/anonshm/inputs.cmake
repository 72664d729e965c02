# SPDX-License-Identifier: MIT
# What the answers were made from, beside what is in their key: what the compiler and the linker
# say that they have read (gcc and clang: -v, -H, and -t of the linker), files that are named in
# flags, the toolchain file and what it includes. Of other compilers only the latter are known.

include_guard(GLOBAL)

# <contents>, <stamps>: see _anonshm_fingerprint(). The paths are hidden (arguments.cmake).
function(_anonshm_find_inputs contents stamps language log)
  string(ASCII 4 semicolon)
  string(REPLACE ";" "${semicolon}" log "${log}")
  _anonshm_hide_list_syntax(log "${log}")
  _anonshm_headers_in_log(headers "${log}")
  _anonshm_files_in_log(read "${log}")
  _anonshm_files_in_flags(named ${language})
  _anonshm_toolchain_files(toolchain "${CMAKE_TOOLCHAIN_FILE}")
  _anonshm_searched_directories(searched "${log}" ${language})
  if(headers STREQUAL "") # of this compiler it is not known what it read
    _anonshm_likely_headers(headers "${searched}")
  endif()
  _anonshm_places(large "${searched}" "${headers}")
  _anonshm_library_directories(libraries "${log}" ${language})
  _anonshm_named_libraries(archives ${language} "${libraries}")
  list(TRANSFORM libraries APPEND "/")
  list(APPEND large ${libraries} ${archives})
  set(small "${headers}")
  foreach(file IN LISTS read named toolchain ITEMS "${CMAKE_${language}_COMPILER}")
    _anonshm_show_path(path "${file}")
    if(EXISTS "${path}" AND NOT IS_DIRECTORY "${path}")
      file(SIZE "${path}" size)
      if(size GREATER "100000")
        list(APPEND large "${file}")
      else()
        list(APPEND small "${file}")
      endif()
    endif()
  endforeach()
  list(REMOVE_DUPLICATES small)
  list(REMOVE_DUPLICATES large)
  set(${contents} "${small}" PARENT_SCOPE)
  set(${stamps} "${large}" PARENT_SCOPE)
endfunction()

# -- What compiler and linker print --------------------------------------------------------

# Each line has as many dots as the header is deep.
function(_anonshm_headers_in_log variable log)
  string(REGEX MATCHALL "\n *\\.+ +[^\n;]+" headers "${log}")
  list(TRANSFORM headers REPLACE "^\n *\\.+ +" "")
  list(FILTER headers INCLUDE REGEX "^(/|[A-Za-z]:)")
  list(REMOVE_DUPLICATES headers)
  set(${variable} "${headers}" PARENT_SCOPE)
endfunction()

# What the linker opened, the programs that the driver started, precompiled headers, specs,
# configuration files.
function(_anonshm_files_in_log variable log)
  string(REGEX MATCHALL
    "\n(\\(?| \"?|! |Reading specs from |Configuration file: )/[^\n;() \"]+" files "${log}")
  list(TRANSFORM files REPLACE "^[^/]+" "")
  string(REGEX MATCHALL "\n/[^\n]+" lines "${log}") # with blanks, as the linker prints them
  list(TRANSFORM lines REPLACE "^\n" "")
  list(APPEND files ${lines})
  list(REMOVE_DUPLICATES files)
  set(${variable} "${files}" PARENT_SCOPE)
endfunction()

# -- What is named ------------------------------------------------------------------------

# -specs=<file>, @<file>, --config <file>, -Wl,-T,<file> …: whatever part of an option is the
# name of a file. A response file may name others.
function(_anonshm_files_in_flags variable language)
  _anonshm_configuration(configuration)
  string(TOUPPER "${configuration}" configuration)
  set(flags "${CMAKE_${language}_FLAGS} ${CMAKE_${language}_FLAGS_${configuration}}"
    "${CMAKE_EXE_LINKER_FLAGS} ${CMAKE_EXE_LINKER_FLAGS_${configuration}}")
  list(JOIN flags " " flags)
  _anonshm_hide_list_syntax(flags "${flags}")
  separate_arguments(words UNIX_COMMAND "${flags}")
  list(APPEND words ${CMAKE_CROSSCOMPILING_EMULATOR})
  set(files "")
  while(NOT words STREQUAL "")
    list(POP_FRONT words word)
    string(REGEX REPLACE "^.*[=,@]" "" part "${word}")
    foreach(file IN ITEMS "${word}" "${part}")
      _anonshm_show_path(path "${file}")
      if(IS_ABSOLUTE "${path}" AND EXISTS "${path}" AND NOT IS_DIRECTORY "${path}"
          AND NOT file IN_LIST files)
        list(APPEND files "${file}")
        if(word MATCHES "^@") # names others
          file(READ "${path}" text)
          _anonshm_hide_list_syntax(text "${text}")
          separate_arguments(more UNIX_COMMAND "${text}")
          list(APPEND words ${more})
        endif()
      endif()
    endforeach()
  endwhile()
  set(${variable} "${files}" PARENT_SCOPE)
endfunction()

# The file and, as far as their names can be evaluated, those that it includes.
function(_anonshm_toolchain_files variable file)
  set(files "")
  set(open "${file}")
  while(open)
    list(POP_FRONT open current)
    if(NOT current IN_LIST files AND EXISTS "${current}" AND NOT IS_DIRECTORY "${current}")
      list(APPEND files "${current}")
      _anonshm_included_files(included "${current}")
      list(APPEND open ${included})
    endif()
  endwhile()
  set(${variable} "${files}" PARENT_SCOPE)
endfunction()

# Whatever it names below its own directory, and the arguments of include().
function(_anonshm_included_files variable file)
  get_filename_component(CMAKE_CURRENT_LIST_DIR "${file}" DIRECTORY)
  file(READ "${file}" text)
  _anonshm_hide_list_syntax(text "${text}")
  string(ASCII 4 semicolon)
  string(REPLACE ";" "${semicolon}" text "${text}")
  set(argument "([^$@ \t\n\")]|\\$(ENV)?{[A-Za-z_0-9]+})+")
  string(REGEX MATCHALL "[Ii][Nn][Cc][Ll][Uu][Dd][Ee][ \t]*\\([ \t\n]*\"?${argument}" names
    "${text}")
  list(TRANSFORM names REPLACE "^[^(]*\\([ \t\n]*\"?" "")
  string(REGEX MATCHALL "[$][{]CMAKE_CURRENT_LIST_DIR}/${argument}" own "${text}")
  set(files "")
  foreach(name IN LISTS names own)
    string(CONFIGURE "${name}" path)
    get_filename_component(path "${path}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_LIST_DIR}")
    list(APPEND files "${path}")
    foreach(directory IN LISTS CMAKE_MODULE_PATH)
      list(APPEND files "${directory}/${name}.cmake")
    endforeach()
  endforeach()
  set(${variable} "${files}" PARENT_SCOPE)
endfunction()

# -- Where is searched ---------------------------------------------------------------------

# For headers, in this order, whether or not there is such a directory.
function(_anonshm_searched_directories variable log language)
  set(searched "")
  if(log MATCHES "\n#include <...> search starts here:\n(.*)\nEnd of search list")
    string(REGEX MATCHALL "(^|\n) [^\n]+" searched "${CMAKE_MATCH_1}")
    list(TRANSFORM searched REPLACE "^\n? " "")
    string(REGEX MATCHALL "ignoring nonexistent directory \"[^\"\n]+" absent "${log}")
    list(TRANSFORM absent REPLACE "^[^\"]*\"" "")
    list(APPEND searched ${absent})
  else()
    _anonshm_hide_list_syntax(flags "${CMAKE_${language}_FLAGS}")
    separate_arguments(searched UNIX_COMMAND "${flags}")
    list(FILTER searched INCLUDE REGEX "^(-I|-isystem)?/")
    list(TRANSFORM searched REPLACE "^(-I|-isystem)" "")
    list(APPEND searched ${CMAKE_${language}_IMPLICIT_INCLUDE_DIRECTORIES})
  endif()
  set(${variable} "${searched}" PARENT_SCOPE)
endfunction()

# Those of the catalogue.
function(_anonshm_likely_headers variable directories)
  set(found "")
  foreach(directory IN LISTS directories)
    _anonshm_show_path(path "${directory}")
    foreach(header IN LISTS _anonshm_headers)
      if(EXISTS "${path}/${header}")
        list(APPEND found "${directory}/${header}")
      endif()
    endforeach()
  endforeach()
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()

# Where a header that appears would be found before those that were: the directories, and what
# is below them of the headers' own. What is not there yet changes the directory that it is made
# in. Where a directory's time says nothing, as it is always the same, or changes with every
# configure, the headers that are asked about count instead.
function(_anonshm_places variable directories headers)
  _anonshm_parts_of_names(parts "${directories}" "${headers}")
  set(all "")
  foreach(directory IN LISTS directories)
    _anonshm_show_path(path "${directory}")
    file(TIMESTAMP "${path}" time "%s" UTC)
    string(FIND "${path}/" "${CMAKE_BINARY_DIR}/" at)
    if(time MATCHES "^[01]$" OR at EQUAL "0")
      list(TRANSFORM _anonshm_headers PREPEND "${directory}/" OUTPUT_VARIABLE more)
      list(APPEND all ${more})
    else()
      foreach(part IN LISTS parts)
        if(EXISTS "${path}${part}" OR part STREQUAL "/")
          list(APPEND all "${directory}${part}")
        endif()
      endforeach()
    endif()
  endforeach()
  set(${variable} "${all}" PARENT_SCOPE)
endfunction()

# "/", "/sys/", "/bits/types/" …: each from the directory that the header was found in, which is
# the longest that its name begins with.
function(_anonshm_parts_of_names variable searched headers)
  list(TRANSFORM headers REPLACE "/[^/]*$" "/")
  list(REMOVE_DUPLICATES headers)
  string(REGEX REPLACE "([][+.*()^$?|\\\\])" "\\\\\\1" expressions "${searched}")
  list(SORT expressions ORDER DESCENDING) # a longer one before that which it begins with
  foreach(expression IN LISTS expressions)
    list(TRANSFORM headers REPLACE "^${expression}/" "//")
  endforeach()
  list(FILTER headers INCLUDE REGEX "^//")
  list(TRANSFORM headers REPLACE "^//" "/" OUTPUT_VARIABLE parts)
  list(APPEND parts "/")
  list(REMOVE_DUPLICATES parts)
  set(${variable} "${parts}" PARENT_SCOPE)
endfunction()

# gcc prints where it searches, clang what it adds to that; the flags have the user's.
function(_anonshm_library_directories variable log language)
  _anonshm_hide_list_syntax(flags "${CMAKE_EXE_LINKER_FLAGS} ${CMAKE_${language}_FLAGS}")
  separate_arguments(libraries UNIX_COMMAND "${flags}")
  list(FILTER libraries INCLUDE REGEX "^-L/")
  string(REGEX MATCHALL "\"-L[^\"\n]+" more "${log}")
  list(APPEND libraries ${more})
  list(TRANSFORM libraries REPLACE "^\"?-L" "")
  if(log MATCHES "\nLIBRARY_PATH=([^\n]+)")
    string(REPLACE ":" ";" more "${CMAKE_MATCH_1}")
    list(APPEND libraries ${more})
  endif()
  set(all "")
  foreach(directory IN LISTS libraries)
    get_filename_component(directory "${directory}" ABSOLUTE)
    list(APPEND all "${directory}")
  endforeach()
  set(${variable} "${all}" PARENT_SCOPE)
endfunction()

# An archive of which the linker took nothing is in no trace.
function(_anonshm_named_libraries variable language directories)
  string(REGEX MATCHALL "(^| )-l[^ ]+" names "${CMAKE_EXE_LINKER_FLAGS}\
    ${CMAKE_${language}_FLAGS} ${CMAKE_${language}_STANDARD_LIBRARIES}")
  list(TRANSFORM names REPLACE "^ ?-l" "")
  set(found "")
  foreach(name IN LISTS names)
    foreach(directory IN LISTS directories)
      _anonshm_show_path(path "${directory}")
      if(EXISTS "${path}/lib${name}.a")
        list(APPEND found "${directory}/lib${name}.a")
      endif()
    endforeach()
  endforeach()
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()
