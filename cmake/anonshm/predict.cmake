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

# Where the target could not answer, the prediction does.
function(_anonshm_apply_predictions)
  _anonshm_predictions(ids "${_anonshm_value_target.os}" "${_anonshm_value_target.libc}")
  foreach(id IN LISTS ids)
    if(_anonshm_evidence_${id} STREQUAL "unknown"
        AND NOT _anonshm_predicted_value_${id} STREQUAL "")
      set(_anonshm_value_${id} "${_anonshm_predicted_value_${id}}" PARENT_SCOPE)
      set(_anonshm_evidence_${id} predicted PARENT_SCOPE)
      set(_anonshm_detail_${id} "${_anonshm_predicted_source_${id}}" PARENT_SCOPE)
    endif()
  endforeach()
endfunction()
