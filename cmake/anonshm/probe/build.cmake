# SPDX-License-Identifier: MIT
# Builds the program, again while compiler or linker show an expectation to be wrong: usually
# once. Where their messages are of no known form, each question is built by itself first.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/messages.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/try.cmake")

# <states>     what the catalogue's expectation was wrong about (source.cmake)
# <libraries>  what the program was linked with beside libc
# <type>       EXECUTABLE; STATIC_LIBRARY where nothing was linked; UNLINKABLE where the linker
#              finds nothing at all (-nostdlib): the headers still answer
# <log>        what the last build printed
function(_anonshm_build states libraries type log language source)
  set(_states "")
  set(_libraries "")
  set(_type EXECUTABLE)
  if(CMAKE_TRY_COMPILE_TARGET_TYPE STREQUAL "STATIC_LIBRARY")
    set(_type STATIC_LIBRARY)
  endif()
  set(_anonshm_is_traced TRUE)
  set(built FALSE)
  foreach(attempt IN ITEMS whole untraced quiet singly alone)
    if(NOT built)
      _anonshm_attempt(built _states _libraries _type output ${attempt} ${language} "${source}")
    endif()
    set(_anonshm_is_traced FALSE) # these flags may not go with what is added to them
  endforeach()
  if(NOT built)
    _anonshm_stop("${source}" "${output}")
  endif()
  set(${states} "${_states}" PARENT_SCOPE)
  set(${libraries} "${_libraries}" PARENT_SCOPE)
  set(${type} "${_type}" PARENT_SCOPE)
  set(${log} "${output}" PARENT_SCOPE)
endfunction()

# The flags may not go with everything that is compiled: quiet is without the behaviours, alone
# without a program, so that only what is declared can be known.
function(_anonshm_attempt built states libraries type log attempt language source)
  set(states_now "${${states}}")
  set(libraries_now "${${libraries}}")
  set(type_now "${${type}}")
  set(runs "")
  if(attempt MATCHES "^(whole|untraced)$")
    set(runs "${_anonshm_facts_BEHAVIOUR}")
  elseif(attempt STREQUAL "singly")
    _anonshm_ask_singly(states_now ${type_now} ${language} "${source}")
  elseif(attempt STREQUAL "alone")
    set(runs ALONE)
    set(states_now "")
    set(libraries_now "")
    set(type_now STATIC_LIBRARY)
  endif()
  _anonshm_build_rounds(done states_now libraries_now type_now output "${runs}" ${language}
    "${source}")
  set(${built} "${done}" PARENT_SCOPE)
  set(${states} "${states_now}" PARENT_SCOPE)
  set(${libraries} "${libraries_now}" PARENT_SCOPE)
  set(${type} "${type_now}" PARENT_SCOPE)
  set(${log} "${output}" PARENT_SCOPE)
endfunction()

function(_anonshm_stop source log)
  message(FATAL_ERROR "anonshm_probe: the probe could not be built, and no question is to"
    " blame. This is a fault of the toolchain, its flags or anonshm; nothing was concluded"
    " from it. A fact that is known can be given: -DANONSHM_PRESET_<FACT>=<value>.\n"
    "Source: ${source}\n${log}")
endfunction()

# Changes the variables that <states>, <libraries> and <type> name. Each round changes
# something, and no question changes more than twice; the limit is for what is not foreseen.
function(_anonshm_build_rounds built states libraries type log runs language source)
  set(states_now "${${states}}")
  set(libraries_now "${${libraries}}")
  set(type_now "${${type}}")
  set(progress TRUE)
  set(done FALSE)
  foreach(round RANGE 1 50)
    _anonshm_write_source("${source}" "${states_now}" "${runs}")
    _anonshm_try_compile(done output ${language} "${source}" "${libraries_now}" ${type_now})
    if(NOT done)
      _anonshm_turn_round(progress states_now "${output}")
    endif()
    if(NOT done AND NOT progress)
      _anonshm_next_link(progress states_now libraries_now type_now "${output}")
    endif()
    if(done OR NOT progress)
      break()
    endif()
  endforeach()
  set(${built} "${done}" PARENT_SCOPE)
  set(${states} "${states_now}" PARENT_SCOPE)
  set(${libraries} "${libraries_now}" PARENT_SCOPE)
  set(${type} "${type_now}" PARENT_SCOPE)
  set(${log} "${output}" PARENT_SCOPE)
endfunction()

# -- What the linker refused ---------------------------------------------------------------

# A header may declare what no library has. A library that may help is tried before a function
# is given up, and given up with it.
function(_anonshm_next_link changed states libraries type log)
  set(${changed} TRUE PARENT_SCOPE)
  _anonshm_undefined_functions(undefined "${log}")
  list(GET _anonshm_controls 1 present)
  if(present IN_LIST undefined)
    set(${type} UNLINKABLE PARENT_SCOPE)
    set(${libraries} "" PARENT_SCOPE)
    return()
  endif()
  _anonshm_sort_undefined(helpful hopeless "${${libraries}}" "${undefined}")
  if(helpful STREQUAL "" AND hopeless STREQUAL "")
    set(${changed} FALSE PARENT_SCOPE)
    return()
  endif()
  set(now "${${states}}")
  foreach(id IN LISTS hopeless)
    list(FILTER now EXCLUDE REGEX "^${id}=")
    list(APPEND now "${id}=unlinkable")
  endforeach()
  _anonshm_needed_now(kept "${now}" ${${libraries}} ${helpful})
  set(${states} "${now}" PARENT_SCOPE)
  set(${libraries} "${kept}" PARENT_SCOPE)
endfunction()

# <helpful>: libraries that have not been tried; <hopeless>: functions that are in none.
function(_anonshm_sort_undefined helpful hopeless libraries undefined)
  set(more "")
  set(none "")
  foreach(id IN LISTS undefined)
    set(library "${_anonshm_library_${id}}")
    if(NOT library STREQUAL "" AND NOT library IN_LIST libraries)
      list(APPEND more "${library}")
    else()
      list(APPEND none "${id}")
    endif()
  endforeach()
  if(undefined STREQUAL "" AND NOT libraries STREQUAL "") # for the library that was added
    _anonshm_functions_of(none "${libraries}")
  endif()
  set(${helpful} "${more}" PARENT_SCOPE)
  set(${hopeless} "${none}" PARENT_SCOPE)
endfunction()

# Of these libraries those that a function may still need.
function(_anonshm_needed_now variable states)
  set(kept "")
  foreach(library IN LISTS ARGN)
    set(users 0)
    _anonshm_functions_of(functions "${library}")
    foreach(id IN LISTS functions)
      if(NOT "${id}=unlinkable" IN_LIST states)
        set(users 1)
      endif()
    endforeach()
    if(users AND NOT library IN_LIST kept)
      list(APPEND kept "${library}")
    endif()
  endforeach()
  set(${variable} "${kept}" PARENT_SCOPE)
endfunction()

# The functions that may need one of these libraries.
function(_anonshm_functions_of variable libraries)
  set(functions "")
  foreach(id IN LISTS _anonshm_facts_FUNCTION)
    if(_anonshm_library_${id} IN_LIST libraries)
      list(APPEND functions "${id}")
    endif()
  endforeach()
  set(${variable} "${functions}" PARENT_SCOPE)
endfunction()

# -- Messages of no known form -------------------------------------------------------------

# Each question in a build of its own: slow, and right with every compiler. Nothing is known
# where not even a program without questions can be built.
function(_anonshm_ask_singly states type language source)
  set(ids "${_anonshm_headers}")
  list(REMOVE_ITEM ids stdio.h limits.h) # the program's own
  list(APPEND ids ${_anonshm_facts_FUNCTION} ${_anonshm_facts_NUMBER})
  list(TRANSFORM ids APPEND "=unasked" OUTPUT_VARIABLE known)
  _anonshm_builds(built "${known}" ${type} ${language} "${source}")
  if(NOT built)
    return()
  endif()
  foreach(id IN LISTS ids)
    list(REMOVE_ITEM known "${id}=unasked")
    set(right "${id}=unusable")
    foreach(state IN ITEMS "" "${id}=present" "${id}=absent")
      if(right STREQUAL "${id}=unusable")
        _anonshm_builds(built "${known};${state}" ${type} ${language} "${source}")
        if(built)
          set(right "${state}")
        endif()
      endif()
    endforeach()
    list(APPEND known ${right})
  endforeach()
  set(${states} "${known}" PARENT_SCOPE)
endfunction()

function(_anonshm_builds built states type language source)
  _anonshm_write_source("${source}" "${states}" "")
  _anonshm_try_compile(done log ${language} "${source}" "" ${type})
  set(${built} "${done}" PARENT_SCOPE)
endfunction()
