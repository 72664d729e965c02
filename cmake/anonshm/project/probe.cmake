# SPDX-License-Identifier: MIT
# Answers a project's facts: one program for those that can be linked into one, and another for
# each set of directories, options and libraries. The answers are a file as in ../probe.cmake.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/build.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/evaluate.cmake")

# <language>: whose compiler and flags are asked.
function(_anonshm_probe_project answers language)
  set(_anonshm_is_project TRUE)
  set(_anonshm_controls anonshm_no_such_function fclose)
  _anonshm_all_headers(_anonshm_headers)
  get_filename_component(directory "${answers}" DIRECTORY)
  string(APPEND directory "/facts-${language}")
  file(REMOVE_RECURSE "${directory}")
  file(MAKE_DIRECTORY "${directory}/store")
  _anonshm_directory_of_units(_anonshm_units "${directory}")
  _anonshm_set_environment(locale LC_ALL C) # the messages are parsed
  # The launchers look for what would be in the file (and nested.cmake). CMake asks only whether
  # the variable is there.
  _anonshm_set_environment(forced CMAKE_NINJA_FORCE_RESPONSE_FILE "")
  set(text "")
  set(logs "")
  set(settled TRUE)
  foreach(group IN LISTS _anonshm_project_groups)
    set(_anonshm_more_options "${_anonshm_options_${group}}")
    set(_anonshm_warns FALSE)
    if(_anonshm_more_options MATCHES "(^|;)-(W[^l]|pedantic)")
      set(_anonshm_warns TRUE)
    endif()
    set(_anonshm_more_includes "${_anonshm_includes_${group}}")
    _anonshm_probe_group(text logs settled ${language} "${directory}"
      "${_anonshm_ids_of_${group}}" "${_anonshm_links_${group}}")
  endforeach()
  _anonshm_restore_environment(LC_ALL "${locale}")
  _anonshm_restore_environment(CMAKE_NINJA_FORCE_RESPONSE_FILE "${forced}")
  file(REMOVE_RECURSE "${directory}")
  string(TIMESTAMP time "%Y-%m-%dT%H:%M:%SZ" UTC) # or SOURCE_DATE_EPOCH
  string(APPEND text
    "_anonshm_time=${time}\n_anonshm_settled=${settled}\n_anonshm_states=\n")
  _anonshm_write_answers("${answers}" ${language} "${text}" "${logs}")
endfunction()

function(_anonshm_all_headers variable)
  set(headers "")
  foreach(unit IN LISTS _anonshm_project_units)
    list(APPEND headers ${_anonshm_include_${unit}})
  endforeach()
  list(REMOVE_DUPLICATES headers)
  set(${variable} "${headers}" PARENT_SCOPE)
endfunction()

# Where there is a sh that can read the launchers, and the generator takes them. They give the
# compiler the names of objects as it is usual.
function(_anonshm_directory_of_units variable directory)
  set(${variable} "" PARENT_SCOPE)
  if(CMAKE_GENERATOR MATCHES "Ninja|Unix Makefiles" AND NOT CMAKE_HOST_WIN32
      AND CMAKE_${language}_COMPILE_OBJECT MATCHES " -o <OBJECT>")
    set(scripts "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
    file(COPY "${scripts}/compile_units.sh" "${scripts}/link_units.sh"
      DESTINATION "${directory}")
    execute_process(COMMAND sh "${directory}/compile_units.sh" . 1 sh -c :
      RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
    if(status STREQUAL "0")
      set(${variable} "${directory}" PARENT_SCOPE)
    endif()
  endif()
endfunction()

# Appends to the variables <text>, the answers, and <logs>; <settled> becomes FALSE if a program
# that could have been run was not.
function(_anonshm_probe_group text_variable logs_variable settled language directory ids links)
  list(GET ids 0 first)
  if(_anonshm_kind_${first} MATCHES "^(COMPILES|RUNS)$")
    _anonshm_language_of_file(language ${language} "${_anonshm_file_${first}}")
  endif()
  set(states "")
  _anonshm_answer_units(answers log type states "${directory}" "${ids}" "${links}" "")
  set(divided FALSE)
  set(crashed FALSE)
  if(NOT type STREQUAL "EXECUTABLE")
    _anonshm_has_crashed(crashed "${log}")
  endif()
  if(NOT crashed)
    _anonshm_may_be_divided(divided "${type}" ${language} "${directory}" "${ids}" "${links}")
  endif()
  if(divided)
    list(LENGTH ids count)
    math(EXPR half "${count} / 2")
    list(SUBLIST ids 0 ${half} some)
    list(SUBLIST ids ${half} -1 others)
    foreach(part IN ITEMS some others)
      _anonshm_probe_group(${text_variable} ${logs_variable} ${settled} ${language}
        "${directory}" "${${part}}" "${links}")
    endforeach()
    foreach(changed IN ITEMS ${text_variable} ${logs_variable} ${settled})
      set(${changed} "${${changed}}" PARENT_SCOPE)
    endforeach()
    return()
  endif()
  if(NOT type STREQUAL "EXECUTABLE" AND NOT crashed
      AND NOT "${links}${_anonshm_more_options}" STREQUAL "")
    _anonshm_refuse_links(answers ${language} "${directory}" "${ids}" "${links}")
  endif()
  _anonshm_libraries_to_try(libraries lost "${ids}" "${states}")
  foreach(library IN LISTS libraries)
    _anonshm_functions_in(functions "${library}" "${lost}")
    _anonshm_answer_units(more more_log type again "${directory}" "${functions}"
      "${library};${links}" "${library}")
    # Or there is no such library.
    if(type STREQUAL "EXECUTABLE" OR more MATCHES "unsettled\n")
      string(APPEND answers "${more}")
      string(APPEND log "${more_log}")
    endif()
  endforeach()
  set(${text_variable} "${${text_variable}}${answers}" PARENT_SCOPE)
  set(${logs_variable} "${${logs_variable}}${log}" PARENT_SCOPE)
  if(answers MATCHES "unsettled\n")
    set(${settled} FALSE PARENT_SCOPE)
  endif()
endfunction()

# A file of the project is compiled as what it is, where the project has both languages.
function(_anonshm_language_of_file variable language file)
  if(file MATCHES "[.]c$" AND CMAKE_C_COMPILER_LOADED)
    set(language C)
  elseif(NOT file MATCHES "(^|[.]c)$" AND CMAKE_CXX_COMPILER_LOADED)
    set(language CXX)
  endif()
  set(${variable} "${language}" PARENT_SCOPE)
endfunction()

# Whether facts cannot be linked into one program although there can be programs: headers may
# define what only one file of a program may.
function(_anonshm_may_be_divided variable type language directory ids links)
  set(may FALSE)
  list(LENGTH ids count)
  if(count GREATER "1" AND NOT type STREQUAL "EXECUTABLE"
      AND NOT CMAKE_TRY_COMPILE_TARGET_TYPE STREQUAL "STATIC_LIBRARY")
    _anonshm_links_by_itself(may ${language} "${directory}" "${links}")
  endif()
  set(${variable} "${may}" PARENT_SCOPE)
endfunction()

# Where there are programs without these libraries and options, but none with them, the answers
# are no, as those of a check with CMAKE_REQUIRED_LIBRARIES and CMAKE_REQUIRED_FLAGS.
function(_anonshm_refuse_links text_variable language directory ids links)
  list(JOIN _anonshm_more_options " " with)
  list(JOIN links " " libraries)
  string(STRIP "${with} ${libraries}" with)
  set(_anonshm_more_options "")
  _anonshm_links_by_itself(built ${language} "${directory}" "")
  if(built)
    set(text "")
    _anonshm_answer_alike(text "${ids}" FALSE FALSE linked
      "no program can be built with ${with}")
    set(${text_variable} "${text}" PARENT_SCOPE)
  endif()
endfunction()

# The answers of one program. Needs <language>.
function(_anonshm_answer_units text log type states_variable directory ids links library)
  set(states "")
  _anonshm_build_units(program built output states "${directory}" "${ids}" "${links}")
  set(printed "")
  set(ran "")
  set(crashed FALSE)
  if(NOT built STREQUAL "EXECUTABLE")
    _anonshm_has_crashed(crashed "${output}")
  endif()
  set(doubt "nothing can be built with these flags")
  _anonshm_was_started(started)
  if(NOT started)
    set(doubt "the build tool does not start the compiler, in this directory or now")
  elseif(crashed)
    _anonshm_crash_doubt(doubt)
  endif()
  set(code_doubt "${doubt}")
  if(NOT program STREQUAL "")
    _anonshm_run(printed ran "${program}" "${built}")
    _anonshm_extension(extension ${language})
    set(control "${directory}/control.${extension}")
    _anonshm_control(doubt crashed ${language} "${control}" "${built}" "${printed}")
    # What code refers to, no program looks at.
    set(code_doubt "${doubt}")
    _anonshm_has_code(has_code "${ids}" "${states}")
    if(doubt STREQUAL "" AND has_code)
      _anonshm_control(code_doubt crashed ${language} "${control}" "${built}" "")
    endif()
  endif()
  _anonshm_evaluate_units(answers "${program}" "${printed}" "${ran}" "${ids}" "${states}"
    "${doubt}")
  _anonshm_could_run(could_run "${built}")
  if(program STREQUAL "" OR crashed OR (could_run AND ran STREQUAL "")) # a full disk may be why
    string(APPEND answers "_anonshm_project_run=unsettled\n")
  endif()
  set(${text} "${answers}" PARENT_SCOPE)
  set(${log} "${output}" PARENT_SCOPE)
  set(${type} "${built}" PARENT_SCOPE)
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# Whether code was linked.
function(_anonshm_has_code variable ids states)
  set(has FALSE)
  foreach(id IN LISTS _anonshm_project_COMPILES)
    if(id IN_LIST ids
        AND NOT "${states}" MATCHES "(^|;)${id}=(absent|unlinkable)(;|$)")
      set(has TRUE)
    endif()
  endforeach()
  set(${variable} "${has}" PARENT_SCOPE)
endfunction()

# Of functions that were declared and not found, those that may be in a library; and the
# libraries.
function(_anonshm_libraries_to_try variable functions ids states)
  set(libraries "")
  set(lost "")
  foreach(id IN LISTS _anonshm_project_LIBRARY)
    if(id IN_LIST ids AND "${states}" MATCHES "(^|;)${id}=(unlinkable|mangled)(;|$)")
      list(APPEND lost "${id}")
      list(APPEND libraries "${_anonshm_library_${id}}")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES libraries)
  set(${variable} "${libraries}" PARENT_SCOPE)
  set(${functions} "${lost}" PARENT_SCOPE)
endfunction()

function(_anonshm_functions_in variable library lost)
  set(functions "")
  foreach(id IN LISTS lost)
    if(_anonshm_library_${id} STREQUAL library)
      list(APPEND functions "${id}")
    endif()
  endforeach()
  set(${variable} "${functions}" PARENT_SCOPE)
endfunction()
