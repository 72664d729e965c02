# SPDX-License-Identifier: MIT
# What is known of the target's platform, from cmake/platforms/. The platform is that for which
# the compiler compiles.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/arguments.cmake")

# Sets in the caller <ids>, the facts that are predicted of that system, and for each of them
# _anonshm_predicted_<attribute>_<id>: value, source, and the file that states it.
function(_anonshm_predictions ids os libc)
  set(_anonshm_predicted "")
  _anonshm_platform(_anonshm_platform _anonshm_platform_version "${os}" "${libc}")
  if(NOT _anonshm_platform STREQUAL "")
    set(platforms "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../platforms")
    include("${platforms}/${_anonshm_platform}.cmake")
    if(os STREQUAL "linux")
      include("${platforms}/common/linux.cmake")
    endif()
    include("${platforms}/common/posix.cmake")
  endif()
  foreach(id IN LISTS _anonshm_predicted)
    foreach(attribute IN ITEMS value source file)
      set(_anonshm_predicted_${attribute}_${id} "${_anonshm_predicted_${attribute}_${id}}"
        PARENT_SCOPE)
    endforeach()
  endforeach()
  set(${ids} "${_anonshm_predicted}" PARENT_SCOPE)
endfunction()

# The word of the platform files. The first prediction of a fact that holds for the version
# counts, and "unknown" is one: no later file is then believed.
function(anonshm_predict id value)
  _anonshm_parse(predict "SINCE;BEFORE" "SOURCE" "${ARGN}")
  if(NOT predict_unknown STREQUAL "" OR NOT predict_missing STREQUAL ""
      OR predict_SOURCE STREQUAL "")
    message(FATAL_ERROR "anonshm_predict(${id}): it takes <value> SOURCE <source>"
      " [SINCE <version>] [BEFORE <version>].")
  endif()
  _anonshm_is_in_range(applies "${_anonshm_platform_version}" "${predict_SINCE}"
    "${predict_BEFORE}")
  if(NOT applies OR id IN_LIST _anonshm_predicted)
    return()
  endif()
  if(value STREQUAL "unknown")
    set(value "")
  endif()
  get_filename_component(root "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../.." ABSOLUTE)
  file(RELATIVE_PATH file "${root}" "${CMAKE_CURRENT_LIST_FILE}")
  set(_anonshm_predicted ${_anonshm_predicted} "${id}" PARENT_SCOPE)
  set(_anonshm_predicted_value_${id} "${value}" PARENT_SCOPE)
  set(_anonshm_predicted_source_${id} "${_anonshm_platform}: ${predict_SOURCE}" PARENT_SCOPE)
  set(_anonshm_predicted_file_${id} "${file}" PARENT_SCOPE)
endfunction()

# A version that is unknown is in no range but the unlimited one.
function(_anonshm_is_in_range variable version since before)
  set(result TRUE)
  if(NOT since STREQUAL "" AND (version STREQUAL "" OR version VERSION_LESS since))
    set(result FALSE)
  endif()
  if(NOT before STREQUAL "" AND (version STREQUAL "" OR NOT version VERSION_LESS before))
    set(result FALSE)
  endif()
  set(${variable} "${result}" PARENT_SCOPE)
endfunction()

# The name of the platform file, empty if nothing is known, and the version of what it
# describes.
function(_anonshm_platform platform version os libc)
  set(name "")
  set(number "")
  if(libc MATCHES "^(glibc|musl|uclibc-ng)" AND os STREQUAL "linux")
    set(name "${CMAKE_MATCH_1}")
  elseif(os MATCHES "^(freebsd|openbsd|netbsd|dragonfly|macos|illumos|haiku|cygwin)$")
    set(name "${CMAKE_MATCH_1}")
  endif()
  if(libc MATCHES " ([0-9][0-9.]*)$")
    _anonshm_dotted_version(number "${name}" "${CMAKE_MATCH_1}")
  endif()
  # Names of 254 and 255 bytes were accepted before glibc 2.21; that is all that is known.
  if(name STREQUAL "glibc" AND number VERSION_LESS 2.21)
    set(name "")
  endif()
  set(${platform} "${name}" PARENT_SCOPE)
  set(${version} "${number}" PARENT_SCOPE)
endfunction()

# __FreeBSD_version 1500500 is 15.0, __NetBSD_Version__ 1001000000 is 10.1, Apple's 101406 is
# 10.14.6 (probes/toolchain/target.h).
function(_anonshm_dotted_version variable platform number)
  if(platform STREQUAL "freebsd" AND number MATCHES "^([0-9]+)([0-9][0-9])[0-9][0-9][0-9]$")
    math(EXPR number "${CMAKE_MATCH_2} + 0")
    set(number "${CMAKE_MATCH_1}.${number}")
  elseif(platform STREQUAL "netbsd" AND number MATCHES "^([0-9]+)([0-9][0-9])[0-9][0-9]0000$")
    math(EXPR minor "${CMAKE_MATCH_2} + 0")
    set(number "${CMAKE_MATCH_1}.${minor}")
  elseif(platform STREQUAL "macos" AND number MATCHES "^([0-9]+)([0-9][0-9])([0-9][0-9])$")
    math(EXPR minor "${CMAKE_MATCH_2} + 0")
    math(EXPR patch "${CMAKE_MATCH_3} + 0")
    set(number "${CMAKE_MATCH_1}.${minor}.${patch}")
  endif()
  set(${variable} "${number}" PARENT_SCOPE)
endfunction()

# -- Behaviours ----------------------------------------------------------------------------
# They are rules of a platform, and what one machine did is not: its /dev/shm may be full, a
# filter or a limit in the way. So where there is a prediction it counts, and a run confirms or
# contradicts it.

# <contradicted>: the behaviours whose run contradicts the prediction. Of these, for warning and
# report, _anonshm_measured_<id> and _anonshm_measured_evidence_<id> are what ran, and
# _anonshm_predicted_source_<id> is why something else was expected.
function(_anonshm_apply_predictions contradicted)
  _anonshm_predictions(ids "${_anonshm_value_target.os}" "${_anonshm_value_target.libc}")
  set(contradictions "")
  foreach(id IN LISTS _anonshm_facts_BEHAVIOUR)
    set(value "${_anonshm_value_${id}}")
    set(evidence "${_anonshm_evidence_${id}}")
    set(detail "${_anonshm_detail_${id}}")
    set(predicted "")
    if(id IN_LIST ids)
      set(predicted "${_anonshm_predicted_value_${id}}")
    endif()
    _anonshm_missing_need(missing "${id}")
    if(NOT missing STREQUAL "")
      _anonshm_without_need(value evidence detail "${id}" "${missing}")
    elseif(value STREQUAL "" OR NOT value STREQUAL predicted)
      _anonshm_reject_state(value evidence detail "${id}" "${predicted}")
    endif()
    if(missing STREQUAL "" AND NOT predicted STREQUAL "" AND NOT value STREQUAL predicted)
      if(value STREQUAL "")
        set(detail "${_anonshm_predicted_source_${id}}")
      else()
        list(APPEND contradictions "${id}")
        set(_anonshm_measured_${id} "${value}" PARENT_SCOPE)
        set(_anonshm_measured_evidence_${id} "${evidence}" PARENT_SCOPE)
        set(_anonshm_predicted_source_${id} "${_anonshm_predicted_source_${id}}" PARENT_SCOPE)
      endif()
      set(value "${predicted}")
      set(evidence predicted)
    endif()
    set(_anonshm_value_${id} "${value}" PARENT_SCOPE)
    set(_anonshm_evidence_${id} "${evidence}" PARENT_SCOPE)
    set(_anonshm_detail_${id} "${detail}" PARENT_SCOPE)
  endforeach()
  set(${contradicted} "${contradictions}" PARENT_SCOPE)
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
