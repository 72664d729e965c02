# SPDX-License-Identifier: MIT
# What is known of the target's platform, from cmake/platforms/. The platform is that for which
# the compiler compiles.
#
# The rule: a program runs on the version that it is built for, its deployment target, and on
# every later one. So a value is predicted where all versions from that one on agree, as far as
# boundaries are known; else the fact is unknown, and the detail has every value with its range
# and source. A version that the compiler does not tell may be any.
#
# A static link is no exception: it fixes the C library and not the kernel, and the answers are
# the toolchain's, which can link both ways. Nor is a system like OpenBSD, where programs do not
# outlive a version. The rule can make an answer unknown there, but never wrong.

include_guard(GLOBAL)

# Needs the catalogue. Sets in the caller <ids>, the facts of which something is stated for that
# system, and for each of them _anonshm_predicted_<attribute>_<id>:
#   value    "" where versions differ, or where the statement is that it is unknown
#   source   of the value; or every value with its range and source
#   file     that states it
function(_anonshm_predictions ids os libc)
  _anonshm_read_statements(platform "${os}" "${libc}")
  foreach(id IN LISTS _anonshm_stated)
    _anonshm_predict_from(value source file "${id}" "${_anonshm_version}")
    set(_anonshm_predicted_value_${id} "${value}" PARENT_SCOPE)
    set(_anonshm_predicted_source_${id} "${platform}: ${source}" PARENT_SCOPE)
    set(_anonshm_predicted_file_${id} "${file}" PARENT_SCOPE)
  endforeach()
  set(${ids} "${_anonshm_stated}" PARENT_SCOPE)
endfunction()

# -- What the platform files state ---------------------------------------------------------

# Reads those of a system, the ones that count more first. Sets <platform>, _anonshm_version and
# what anonshm_predict() sets, in the caller.
macro(_anonshm_read_statements platform os libc)
  set(_anonshm_stated "")
  set(_anonshm_statements 0)
  _anonshm_platform(${platform} _anonshm_version "${os}" "${libc}")
  if(NOT ${platform} STREQUAL "")
    set(platforms "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../platforms")
    include("${platforms}/${${platform}}.cmake")
    if("${os}" STREQUAL "linux")
      include("${platforms}/common/linux.cmake")
    endif()
    include("${platforms}/common/posix.cmake")
  endif()
endmacro()

# The word of the platform files: what holds for versions since one, and before another. Of the
# statements about a version the first counts, and "unknown" is one: no later file is then
# believed. What ended before _anonshm_version is left out. Sets, besides each
# _anonshm_statement_<attribute>_<number>:
#   _anonshm_statements        how many there are
#   _anonshm_stated            the facts that they are about
#   _anonshm_statements_<id>   the numbers of those about one fact
function(anonshm_predict id value)
  set(p "anonshm's") # as in catalogue.cmake
  cmake_parse_arguments(PARSE_ARGV 2 "${p}" "" "SINCE;BEFORE;SOURCE" "")
  set(before "${${p}_BEFORE}")
  if(NOT _anonshm_is_configure) # which would do it every time; the tests export all
    _anonshm_check_statement("${id}" "${value}" "${${p}_SINCE}" "${before}" "${${p}_SOURCE}"
      "${${p}_UNPARSED_ARGUMENTS}${${p}_KEYWORDS_MISSING_VALUES}")
  endif()
  if(NOT before STREQUAL "" AND NOT _anonshm_version VERSION_LESS before)
    return()
  endif()
  string(REGEX REPLACE "^.*/cmake/platforms/" "cmake/platforms/" file
    "${CMAKE_CURRENT_LIST_FILE}")
  set(number "${_anonshm_statements}")
  set(_anonshm_statement_value_${number} "${value}" PARENT_SCOPE)
  set(_anonshm_statement_since_${number} "${${p}_SINCE}" PARENT_SCOPE)
  set(_anonshm_statement_before_${number} "${before}" PARENT_SCOPE)
  set(_anonshm_statement_source_${number} "${${p}_SOURCE}" PARENT_SCOPE)
  set(_anonshm_statement_file_${number} "${file}" PARENT_SCOPE)
  if(NOT id IN_LIST _anonshm_stated)
    set(_anonshm_stated ${_anonshm_stated} "${id}" PARENT_SCOPE)
    set(_anonshm_statements_${id} "")
  endif()
  set(_anonshm_statements_${id} ${_anonshm_statements_${id}} "${number}" PARENT_SCOPE)
  math(EXPR number "${number} + 1")
  set(_anonshm_statements "${number}" PARENT_SCOPE)
endfunction()

# With the error, CMake names the line of the platform file.
function(_anonshm_check_statement id value since before source excess)
  _anonshm_value_pattern(possible "${id}")
  set(wrong "")
  if(NOT id IN_LIST _anonshm_facts_BEHAVIOUR)
    set(wrong "${id} is no behaviour of the catalogue")
  elseif(NOT value MATCHES "^(${possible})$")
    set(wrong "${value} is no value of ${id}, which has ${possible}")
  elseif(source STREQUAL "" OR NOT excess STREQUAL "")
    string(CONCAT wrong "it takes <id> <value> [SINCE <version>] [BEFORE <version>]"
      " SOURCE <source>, and each once")
  elseif(NOT "${since}/${before}" MATCHES "^([0-9]+(\\.[0-9]+)*)?/([0-9]+(\\.[0-9]+)*)?$")
    set(wrong "\"${since}\" or \"${before}\" is no version")
  elseif(NOT since STREQUAL "" AND NOT before STREQUAL "" AND NOT since VERSION_LESS before)
    set(wrong "nothing is since ${since} and before ${before}")
  endif()
  if(NOT wrong STREQUAL "")
    message(FATAL_ERROR "anonshm_predict(${id} ${value}) in ${CMAKE_CURRENT_LIST_FILE}:"
      " ${wrong}.")
  endif()
endfunction()

# What can be stated of a behaviour, as a regular expression.
function(_anonshm_value_pattern pattern id)
  string(REPLACE ";" "|" words "${_anonshm_values_${id}};unknown")
  string(REPLACE "yes/no" "TRUE|FALSE" words "${words}")
  string(REPLACE "number" "[0-9]+" words "${words}")
  string(REPLACE "errno" "E[A-Z0-9]+" words "${words}")
  string(REPLACE "text" "/.+" words "${words}")
  set(${pattern} "${words}" PARENT_SCOPE)
endfunction()

# -- From the statements to a prediction ---------------------------------------------------

# Looks at the version, and at each later one with which a statement about the fact begins or
# ends: nothing changes in between. A first statement about every version is the usual case.
function(_anonshm_predict_from value_variable source_variable file_variable id version)
  list(GET _anonshm_statements_${id} 0 number)
  set(value "${_anonshm_statement_value_${number}}")
  set(source "${_anonshm_statement_source_${number}}")
  set(file "${_anonshm_statement_file_${number}}")
  set(next "")
  if(NOT "${_anonshm_statement_since_${number}}${_anonshm_statement_before_${number}}" STREQUAL
      "")
    _anonshm_statement_at(value source file next "${id}" "${version}")
  endif()
  set(ended "")
  set(last "${value}")
  set(last_source "${source}")
  while(NOT next STREQUAL "")
    set(boundary "${next}")
    _anonshm_statement_at(later later_source later_file next "${id}" "${boundary}")
    if(NOT later STREQUAL last)
      string(APPEND ended "${last} before ${boundary} (${last_source}), or ")
      set(last "${later}")
      set(last_source "${later_source}")
    endif()
  endwhile()
  if(NOT ended STREQUAL "")
    set(value unknown)
    set(source "either ${ended}${last} since then (${last_source})")
  endif()
  if(value STREQUAL "unknown")
    set(value "")
  endif()
  set(${value_variable} "${value}" PARENT_SCOPE)
  set(${source_variable} "${source}" PARENT_SCOPE)
  set(${file_variable} "${file}" PARENT_SCOPE)
endfunction()

# What is stated of the fact for one version, and <next>, the lowest later one with which a
# statement begins or ends.
function(_anonshm_statement_at value source file next id version)
  set(chosen "")
  set(lowest "")
  foreach(number IN LISTS _anonshm_statements_${id})
    set(since "${_anonshm_statement_since_${number}}")
    set(before "${_anonshm_statement_before_${number}}")
    if(chosen STREQUAL "" AND (since STREQUAL "" OR NOT version VERSION_LESS since)
        AND (before STREQUAL "" OR version VERSION_LESS before))
      set(chosen "${number}")
    endif()
    foreach(boundary IN ITEMS ${since} ${before})
      if(boundary VERSION_GREATER version
          AND (lowest STREQUAL "" OR boundary VERSION_LESS lowest))
        set(lowest "${boundary}")
      endif()
    endforeach()
  endforeach()
  set(${next} "${lowest}" PARENT_SCOPE)
  set(${value} unknown PARENT_SCOPE)
  set(${source} "nothing is known" PARENT_SCOPE)
  set(${file} "${_anonshm_statement_file_${number}}" PARENT_SCOPE)
  if(NOT chosen STREQUAL "")
    foreach(attribute IN ITEMS value source file)
      set(${${attribute}} "${_anonshm_statement_${attribute}_${chosen}}" PARENT_SCOPE)
    endforeach()
  endif()
endfunction()

# -- The target ----------------------------------------------------------------------------

# The name of the platform file, empty if there is none, and the version that the program is
# built for: of the C library on Linux, elsewhere of the system. 0 if it is not known.
function(_anonshm_platform platform version os libc)
  set(name "")
  set(number 0)
  if(libc MATCHES "^(glibc|musl|uclibc-ng)" AND os STREQUAL "linux")
    set(name "${CMAKE_MATCH_1}")
  elseif(os MATCHES "^(freebsd|openbsd|netbsd|dragonfly|macos|illumos|haiku|cygwin)$")
    set(name "${CMAKE_MATCH_1}")
  endif()
  if(libc MATCHES " ([0-9][0-9.]*)$")
    _anonshm_dotted_version(number "${name}" "${CMAKE_MATCH_1}")
  endif()
  set(${platform} "${name}" PARENT_SCOPE)
  set(${version} "${number}" PARENT_SCOPE)
endfunction()

# From the form of the system's macro (probes/toolchain/target.h). A number of a form that is
# not known is no version: it would be a later one than all.
function(_anonshm_dotted_version variable platform number)
  if(platform STREQUAL "freebsd") # __FreeBSD_version 1500500 is 15.0
    string(REGEX REPLACE "^([0-9]+)([0-9][0-9])[0-9][0-9][0-9]$" "\\1.\\2" number "${number}")
  elseif(platform STREQUAL "netbsd") # __NetBSD_Version__ 1001000000 is 10.1
    string(REGEX REPLACE "^([0-9]+)([0-9][0-9])[0-9][0-9][0-9][0-9][0-9][0-9]$" "\\1.\\2"
      number "${number}")
  elseif(platform STREQUAL "macos") # 101406 is 10.14.6; before 10.10 it was 1096
    string(REGEX REPLACE "^([0-9]+)([0-9][0-9])([0-9][0-9])$" "\\1.\\2.\\3" number "${number}")
    string(REGEX REPLACE "^(10)([0-9])([0-9])$" "\\1.\\2.\\3" number "${number}")
  elseif(platform STREQUAL "cygwin") # CYGWIN_VERSION_DLL_MAJOR 3006 and _MINOR 1 are 3.6.1
    string(REGEX REPLACE "^([0-9]+)([0-9][0-9][0-9])\\." "\\1.\\2." number "${number}")
  endif()
  if(NOT number MATCHES "^[0-9][0-9]?[0-9]?(\\.[0-9]+)*$")
    set(number 0)
  endif()
  set(${variable} "${number}" PARENT_SCOPE)
endfunction()

# -- Behaviours ----------------------------------------------------------------------------
# They are rules of a platform, and what one machine did is not: its /dev/shm may be full, a
# filter or a limit in the way, its version later than the one that is built for. So where
# something is stated of the platform it counts, and a run confirms or contradicts it.

# <contradicted>: the behaviours whose run contradicts the prediction. Of these, for warning and
# report, _anonshm_measured_<id> and _anonshm_measured_evidence_<id> are what ran, and
# _anonshm_predicted_source_<id> is why something else was expected.
function(_anonshm_apply_predictions contradicted)
  _anonshm_predictions(ids "${_anonshm_value_target.os}" "${_anonshm_value_target.libc}")
  set(contradictions "")
  foreach(id IN LISTS _anonshm_facts_BEHAVIOUR)
    set(value "${_anonshm_value_${id}}")
    _anonshm_missing_need(missing "${id}")
    if(missing STREQUAL "" AND id IN_LIST ids AND NOT value STREQUAL ""
        AND value STREQUAL _anonshm_predicted_value_${id})
      continue() # it is as it was predicted
    endif()
    set(evidence "${_anonshm_evidence_${id}}")
    set(detail "${_anonshm_detail_${id}}")
    if(NOT missing STREQUAL "")
      _anonshm_without_need(value evidence detail "${id}" "${missing}")
    elseif(NOT id IN_LIST ids)
      _anonshm_reject_state(value evidence detail "${id}" "")
    elseif(_anonshm_predicted_value_${id} STREQUAL "")
      _anonshm_leave_open(value evidence detail "${id}")
    else()
      _anonshm_confirm(value evidence detail "${id}" ran)
      if(ran)
        list(APPEND contradictions "${id}")
        set(_anonshm_measured_${id} "${_anonshm_value_${id}}" PARENT_SCOPE)
        set(_anonshm_measured_evidence_${id} "${_anonshm_evidence_${id}}" PARENT_SCOPE)
        set(_anonshm_predicted_source_${id} "${_anonshm_predicted_source_${id}}" PARENT_SCOPE)
      endif()
    endif()
    set(_anonshm_value_${id} "${value}" PARENT_SCOPE)
    set(_anonshm_evidence_${id} "${evidence}" PARENT_SCOPE)
    set(_anonshm_detail_${id} "${detail}" PARENT_SCOPE)
  endforeach()
  set(${contradicted} "${contradictions}" PARENT_SCOPE)
endfunction()

# Of the prediction and what ran, which is not the same: the prediction. <contradicted>: whether
# another value was found.
function(_anonshm_confirm value_variable evidence_variable detail_variable id contradicted)
  set(value "${${value_variable}}")
  set(evidence "${${evidence_variable}}")
  set(detail "${${detail_variable}}")
  set(predicted "${_anonshm_predicted_value_${id}}")
  set(${contradicted} FALSE PARENT_SCOPE)
  _anonshm_reject_state(value evidence detail "${id}" "${predicted}")
  if(value STREQUAL "")
    set(detail "${_anonshm_predicted_source_${id}}")
  else()
    set(${contradicted} TRUE PARENT_SCOPE)
  endif()
  set(${value_variable} "${predicted}" PARENT_SCOPE)
  set(${evidence_variable} predicted PARENT_SCOPE)
  set(${detail_variable} "${detail}" PARENT_SCOPE)
endfunction()

# Versions differ, or nothing can be known: what one of them did when it ran says nothing about
# the others.
function(_anonshm_leave_open value_variable evidence_variable detail_variable id)
  set(detail "${_anonshm_predicted_source_${id}}")
  if(NOT "${${value_variable}}" STREQUAL "")
    string(APPEND detail "; here ${${value_variable}}")
  endif()
  set(${value_variable} "" PARENT_SCOPE)
  set(${evidence_variable} unknown PARENT_SCOPE)
  set(${detail_variable} "${detail}" PARENT_SCOPE)
endfunction()

# The first fact that the behaviour needs and the target lacks.
function(_anonshm_missing_need variable id)
  set(missing "")
  foreach(need IN LISTS _anonshm_needs_${id})
    if(missing STREQUAL "" AND _anonshm_value_${need} STREQUAL "FALSE")
      set(missing "${need}")
    endif()
  endforeach()
  set(${variable} "${missing}" PARENT_SCOPE)
endfunction()

# "No" where that is a value, by the evidence for the lack; else unknown.
function(_anonshm_without_need value evidence detail id need)
  if(_anonshm_values_${id} STREQUAL "yes/no")
    set(${value} FALSE PARENT_SCOPE)
    set(${evidence} "${_anonshm_evidence_${need}}" PARENT_SCOPE)
  else()
    set(${value} "" PARENT_SCOPE)
    set(${evidence} unknown PARENT_SCOPE)
  endif()
  set(${detail} "no ${need}" PARENT_SCOPE)
endfunction()

# What a run found is no answer about the platform if it speaks of the machine's state: an errno
# of that kind, as the value or as the reason of a "no"; or if it is what an emulator makes of a
# rule of the kernel, and something else is predicted.
function(_anonshm_reject_state value_variable evidence_variable detail_variable id predicted)
  set(value "${${value_variable}}")
  set(detail "${${detail_variable}}")
  set(errnos "ENOSPC|EDQUOT|EPERM|EACCES|EROFS|ENOMEM|EMFILE|ENFILE|EAGAIN|ENOSYS|ENODEV")
  set(reason "")
  if(value MATCHES "^(${errnos})$" OR detail MATCHES "(^|[ :])(${errnos})$")
    set(reason "a state of the machine")
  elseif(${evidence_variable} STREQUAL "emulated" AND _anonshm_rule_${id} STREQUAL "kernel"
      AND NOT predicted STREQUAL "")
    set(reason "the emulator's, not the kernel's")
  endif()
  if(NOT reason STREQUAL "")
    set(${detail_variable} "${value} ${detail}: ${reason}" PARENT_SCOPE)
    set(${value_variable} "" PARENT_SCOPE)
    set(${evidence_variable} unknown PARENT_SCOPE)
  endif()
endfunction()

function(_anonshm_warn_of_contradictions ids)
  set(lines "")
  foreach(id IN LISTS ids)
    string(TOUPPER "${id}" upper)
    string(APPEND lines "\n  ${id}: ${_anonshm_measured_${id}} (${_anonshm_detail_${id}}),"
      " predicted ${_anonshm_value_${id}} (${_anonshm_predicted_source_${id}});"
      " -DANONSHM_PRESET_${upper}=<value> settles it")
  endforeach()
  message(WARNING "anonshm_probe: this machine contradicts what is known of the platform. The"
    " config header has the prediction, the report both.${lines}")
endfunction()
