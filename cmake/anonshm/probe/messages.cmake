# SPDX-License-Identifier: MIT
# What compilers and linkers printed. A message is a hint only: the next build is the proof.

include_guard(GLOBAL)

# Changes <states>, the name of a variable (source.cmake), by what the compiler refused;
# <changed> tells whether there was anything. Headers count where nothing else does, as messages
# mention them to show where something is declared.
function(_anonshm_turn_round changed states_variable log)
  set(states "${${states_variable}}")
  _anonshm_leave_out_crashes(log "${log}")
  _anonshm_blamed(blamed "anonshm_(present|absent|number)/[A-Za-z_0-9]+" "${log}")
  if(blamed STREQUAL "")
    _anonshm_blamed(blamed "anonshm_weak/[A-Za-z_0-9]+" "${log}")
  endif()
  if(blamed STREQUAL "")
    _anonshm_blamed_headers(blamed "${log}")
    if(NOT blamed STREQUAL "")
      # What was found out about functions, this header was in the way of.
      list(FILTER states INCLUDE REGEX "[./][^=]*=unusable$")
    endif()
  endif()
  foreach(question IN LISTS blamed)
    string(REGEX REPLACE "^anonshm_([a-z]+)/.*" "\\1" expectation "${question}")
    string(REGEX REPLACE "^anonshm_[a-z]+/" "" id "${question}")
    _anonshm_state(state "${states}" "${id}")
    _anonshm_opposite(opposite "${expectation}" "${state}")
    list(REMOVE_ITEM states "${id}=${state}")
    list(APPEND states "${id}=${opposite}")
  endforeach()
  set(${changed} FALSE PARENT_SCOPE)
  if(NOT blamed STREQUAL "")
    set(${changed} TRUE PARENT_SCOPE)
  endif()
  set(${states_variable} "${states}" PARENT_SCOPE)
endfunction()

# What says of a compiler or linker that it was killed, had no memory or no disk, could not be
# started, or has a defect, and nothing of a question. Alternatives of an expression.
function(_anonshm_crash_messages variable)
  string(CONCAT messages "signal terminated program|terminated with signal|due to signal"
    "|unable to execute command|frontend command failed|internal compiler error"
    "|cannot find '[^'\n]*ld'|[Cc]annot (fork|allocate)|[Oo]ut of memory|memory exhausted"
    "|No space left on device|Resource temporarily unavailable")
  set(${variable} "${messages}" PARENT_SCOPE)
endfunction()

# Why nothing is known then.
function(_anonshm_crash_doubt variable)
  set(${variable} "the compiler or the linker crashed, or was killed" PARENT_SCOPE)
endfunction()

# These lines may have the place of a question.
function(_anonshm_leave_out_crashes variable log)
  _anonshm_crash_messages(crash)
  if(log MATCHES "${crash}")
    string(REGEX REPLACE "[^\n]*(${crash})[^\n]*" "" log "${log}")
  endif()
  set(${variable} "${log}" PARENT_SCOPE)
endfunction()

# Whether the log of a build that failed speaks of a crash, or a shell or the build tool of a
# process that ended by a signal or could not be started (status 126 and more).
function(_anonshm_has_crashed variable log)
  _anonshm_crash_messages(crash)
  set(${variable} FALSE PARENT_SCOPE)
  set(status "(12[67]|1[3-9][0-9])")
  set(ends "(Killed|Terminated|Aborted|Bus error|Segmentation fault)( \\(core dumped\\))?\n")
  if(log MATCHES "${crash}|Error running link command" # cmake -E cmake_link_script
      OR log MATCHES "(code=${status}\\]|Error ${status})"
      OR log MATCHES "(^|[ \n])${ends}")
    set(${variable} TRUE PARENT_SCOPE)
  endif()
endfunction()

function(_anonshm_opposite variable expectation state)
  set(opposite unusable)
  if(expectation STREQUAL "weak")
    set(opposite weak)
  elseif(expectation STREQUAL "present" AND state STREQUAL "")
    set(opposite absent)
  elseif(expectation STREQUAL "absent" AND state STREQUAL "")
    set(opposite present)
  endif()
  set(${variable} "${opposite}" PARENT_SCOPE)
endfunction()

# What matches in lines that report an error, each once. A name with "error" in it is quoted,
# and has no blank before that.
function(_anonshm_reported variable expression log)
  string(REGEX MATCHALL "${expression}[\"(:,][^][;\n]* [Ee]rror" found "${log}")
  list(TRANSFORM found REPLACE "[\"(:,].*$" "")
  list(REMOVE_DUPLICATES found)
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()

# The same; if there is no such line in a form that is known, in any.
function(_anonshm_blamed variable expression log)
  _anonshm_reported(found "${expression}" "${log}")
  if(found STREQUAL "")
    string(REGEX MATCHALL "${expression}" found "${log}")
  endif()
  list(REMOVE_DUPLICATES found)
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()

# A header that cannot be opened, or whose line ends the chain of those that led to an error:
# other messages mention headers too, to show where something is declared.
function(_anonshm_blamed_headers variable log)
  set(header "anonshm_header/[A-Za-z_0-9./+-]+")
  set(here "[:(][0-9:, )]+(fatal )?error")
  set(chain ":[0-9]+:\n[^\n]*: (fatal )?error")
  string(REGEX MATCHALL "${header}(${here}|${chain})" found "${log}")
  list(TRANSFORM found REPLACE "^(${header}).*$" "\\1")
  list(REMOVE_DUPLICATES found)
  set(${variable} "${found}" PARENT_SCOPE)
endfunction()

# The functions of the catalogue that a linker's messages call undefined.
function(_anonshm_undefined_functions variable log)
  set(undefined "")
  foreach(id IN LISTS _anonshm_facts_FUNCTION _anonshm_controls)
    _anonshm_is_undefined(lost ${id} "${log}")
    if(lost)
      list(APPEND undefined "${id}")
    endif()
  endforeach()
  set(${variable} "${undefined}" PARENT_SCOPE)
endfunction()

# Those lines of a log that a linker may have printed, since what a compiler printed is long.
function(_anonshm_link_messages variable log)
  set(undefined "(undefined (reference|symbol)|unresolved external|>>> referenced\
|anonshm_compiles_|anonshm_runs_)[^\n]*\n")
  set(referenced "\"_[^\"\n]*\", referenced from")
  set(row "\n[A-Za-z_0-9]+[ \t]+[^\n ]+\\.o(bj)?\n")
  set(unit "(unit[A-Za-z_0-9]+-[0-9a-f]+\\.cp?p?:[^\n]*)?")
  string(REGEX MATCHALL "${unit}${undefined}|${referenced}|${row}" messages "${log}")
  list(JOIN messages "\n" messages)
  set(${variable} "${messages}" PARENT_SCOPE)
endfunction()

#   GNU ld, gold        undefined reference to `shm_open'
#   lld, mold, wasm-ld  undefined symbol: shm_open
#   ld64                "_shm_open", referenced from:
#   MSVC                unresolved external symbol shm_open referenced in function
#   Solaris ld          a table: shm_open                     CMakeFiles/x.dir/x.cpp.o
function(_anonshm_is_undefined variable name log)
  set(${variable} FALSE PARENT_SCOPE)
  if(log MATCHES "undefined reference to (symbol )?[^A-Za-z_\n]*_?${name}[^A-Za-z_0-9]"
      OR log MATCHES "undefined symbol: [^A-Za-z_\n]*_?${name}([^A-Za-z_0-9]|$)"
      OR log MATCHES "\"_${name}\", referenced from"
      OR log MATCHES "unresolved external symbol (__imp_)?_?${name}[^A-Za-z_0-9]"
      OR log MATCHES "(^|\n)${name}[ \t]+[^\n ]+\\.o(bj)?(\n|$)")
    set(${variable} TRUE PARENT_SCOPE)
  endif()
endfunction()
