# SPDX-License-Identifier: MIT
# When an answer is still one. Two things decide it: the key, in the name of the file with the
# answers, of what a configure can say by itself (variables, environment, the probe's own
# files); and the inputs, a list beside the answers, of what the compiler, the linker and the
# toolchain file have read. What is left out here is a stale answer there.
#
# The outcome of a call depends on the answers, on its arguments and on what the user has
# preset.

include_guard(GLOBAL)

include("${CMAKE_CURRENT_LIST_DIR}/arguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/files.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/language.cmake")

# <answers>: of the answers of a language, without it; <outcome>: of this call.
function(_anonshm_keys answers outcome arguments)
  _anonshm_variables(variables)
  _anonshm_environment(environment)
  _anonshm_own_hash(own)
  string(SHA256 key "${variables}${environment}${own}")
  string(SUBSTRING "${key}" 0 16 key)
  set(${answers} "${key}" PARENT_SCOPE)
  _anonshm_presets(presets)
  foreach(preset IN LISTS presets)
    string(APPEND arguments ";${preset}=${${preset}}")
  endforeach()
  string(SHA256 key "${key}${CMAKE_CURRENT_BINARY_DIR}${arguments}")
  string(SUBSTRING "${key}" 0 16 key)
  set(${outcome} "${key}" PARENT_SCOPE)
endfunction()

# Names of variables: what the user has preset, of our facts and of those of a project.
function(_anonshm_presets variable)
  get_cmake_property(presets VARIABLES)
  set(prefixes ANONSHM_)
  if(NOT _anonshm_project_facts STREQUAL "" AND NOT call_PREFIX STREQUAL "")
    string(APPEND prefixes "|${call_PREFIX}")
  endif()
  list(FILTER presets INCLUDE REGEX "^(${prefixes})PRESET_")
  set(${variable} "${presets}" PARENT_SCOPE)
endfunction()

# A preset that one call does not know may be another's. What none has known when the configure
# ends is one warning.
function(_anonshm_note_presets known unknown possible)
  get_property(noted GLOBAL PROPERTY anonshm_presets_noted)
  if(NOT noted)
    set_property(GLOBAL PROPERTY anonshm_presets_noted TRUE)
    cmake_language(DEFER DIRECTORY "${CMAKE_SOURCE_DIR}" CALL _anonshm_warn_of_presets)
  endif()
  set_property(GLOBAL APPEND PROPERTY anonshm_presets_known ${known})
  set_property(GLOBAL APPEND PROPERTY anonshm_presets_unknown ${unknown})
  set_property(GLOBAL APPEND PROPERTY anonshm_presets_possible ${possible})
endfunction()

function(_anonshm_warn_of_presets)
  get_property(unknown GLOBAL PROPERTY anonshm_presets_unknown)
  get_property(known GLOBAL PROPERTY anonshm_presets_known)
  get_property(possible GLOBAL PROPERTY anonshm_presets_possible)
  list(REMOVE_ITEM unknown ${known} "")
  if(NOT "${unknown}" STREQUAL "")
    list(REMOVE_DUPLICATES unknown)
    list(JOIN unknown ", " unknown)
    list(REMOVE_DUPLICATES possible)
    list(JOIN possible "; " possible)
    message(WARNING "anonshm_probe: there is no fact to preset for ${unknown}. Possible names"
      " behind ${possible}.")
  endif()
endfunction()

# -- The key -------------------------------------------------------------------------------

# Those that change an answer, with their values.
function(_anonshm_variables text)
  _anonshm_configuration(configuration)
  string(TOUPPER "${configuration}" configuration)
  set(names
    CMAKE_VERSION CMAKE_GENERATOR CMAKE_LINKER CMAKE_LINKER_TYPE
    CMAKE_SYSTEM_NAME CMAKE_SYSTEM_PROCESSOR CMAKE_SYSTEM_VERSION CMAKE_HOST_SYSTEM
    CMAKE_SYSROOT CMAKE_SYSROOT_COMPILE CMAKE_SYSROOT_LINK CMAKE_TOOLCHAIN_FILE
    CMAKE_EXE_LINKER_FLAGS CMAKE_EXE_LINKER_FLAGS_${configuration}
    CMAKE_MSVC_RUNTIME_LIBRARY CMAKE_POSITION_INDEPENDENT_CODE
    CMAKE_OSX_ARCHITECTURES CMAKE_OSX_DEPLOYMENT_TARGET CMAKE_OSX_SYSROOT
    CMAKE_ANDROID_API CMAKE_ANDROID_ARCH_ABI
    CMAKE_TRY_COMPILE_TARGET_TYPE CMAKE_TRY_COMPILE_CONFIGURATION
    CMAKE_CROSSCOMPILING CMAKE_CROSSCOMPILING_EMULATOR
    ${CMAKE_TRY_COMPILE_PLATFORM_VARIABLES})
  set(of_language
    COMPILER COMPILER_ARG1 COMPILER_ID COMPILER_VERSION COMPILER_TARGET
    COMPILER_EXTERNAL_TOOLCHAIN FLAGS FLAGS_${configuration} STANDARD STANDARD_REQUIRED
    EXTENSIONS STANDARD_LIBRARIES)
  foreach(language IN ITEMS C CXX)
    if(CMAKE_${language}_COMPILER_LOADED)
      list(TRANSFORM of_language PREPEND "CMAKE_${language}_" OUTPUT_VARIABLE more)
      list(APPEND names ${more})
    endif()
  endforeach()
  set(all "${configuration}\n")
  foreach(name IN LISTS names)
    string(APPEND all "${name}=${${name}}\n")
  endforeach()
  set(${text} "${all}" PARENT_SCOPE)
endfunction()

# All of it, as compilers, linkers, loaders and wrappers read variables that no list is complete
# of (gcc(1), ld.so(8), CCC_OVERRIDE_OPTIONS, NIX_CFLAGS_COMPILE, ZIG_…); but for what terminals
# and build tools change from one call to the next, and what CMake itself sets in the first,
# CC and CXX, and others to nothing. env(1) is found faster than CMake starts.
function(_anonshm_environment text)
  execute_process(COMMAND env OUTPUT_VARIABLE variables RESULT_VARIABLE status ERROR_QUIET)
  if(NOT status EQUAL 0)
    execute_process(COMMAND "${CMAKE_COMMAND}" -E environment OUTPUT_VARIABLE variables)
  endif()
  string(CONCAT changing "CC|CXX|PWD|OLDPWD|SHLVL|_|TERM[A-Z_]*|COLORTERM|COLUMNS|LINES|DISPLAY"
    "|WAYLAND_DISPLAY|WINDOWID|SSH_[A-Z_]+|MAKEFLAGS|MFLAGS|MAKELEVEL|MAKE_TERM[A-Z]+"
    "|GNUMAKEFLAGS|NINJA_STATUS")
  string(REPLACE "\n" "\n\n" variables "\n${variables}") # so that matches do not overlap
  string(REGEX REPLACE "\n((${changing})=[^\n]*|[A-Za-z_0-9]+=)\n" "" variables "${variables}")
  set(${text} "${variables}" PARENT_SCOPE)
endfunction()

function(_anonshm_own_files variable)
  get_filename_component(root "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../.." ABSOLUTE)
  file(GLOB files "${root}/probes/*.cmake" "${root}/probes/toolchain/*"
    "${root}/probes/support/*" "${root}/probes/behaviour/*" "${root}/probes/runner/*"
    "${root}/cmake/anonshm/*.cmake" "${root}/cmake/anonshm/probe/*"
    "${root}/cmake/anonshm/project/*.cmake"
    "${root}/cmake/platforms/*.cmake" "${root}/cmake/platforms/*/*.cmake")
  set(${variable} "${files}" PARENT_SCOPE)
endfunction()

# A build tool configures again when one of these is edited.
function(_anonshm_own_hash variable)
  _anonshm_own_files(files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  set(hashes "")
  foreach(file IN LISTS files)
    file(MD5 "${file}" hash)
    string(APPEND hashes "${hash}")
  endforeach()
  set(${variable} "${hashes}" PARENT_SCOPE)
endfunction()

# -- Inputs and outcome --------------------------------------------------------------------

# Whether that outcome is there and whole, what it was made from is as it was, and so are the
# files that it wrote.
function(_anonshm_is_current variable outcome)
  set(${variable} FALSE PARENT_SCOPE)
  _anonshm_is_whole(whole "${outcome}")
  if(NOT whole)
    return()
  endif()
  include("${outcome}")
  _anonshm_fingerprint(inputs "${_anonshm_contents}" "${_anonshm_stamps}")
  if(NOT _anonshm_outcome_is_settled OR NOT inputs STREQUAL _anonshm_inputs)
    return()
  endif()
  foreach(file hash IN ZIP_LISTS _anonshm_written_files _anonshm_written_hashes)
    set(present "")
    _anonshm_show_path(file "${file}")
    if(EXISTS "${file}")
      file(MD5 "${file}" present)
    endif()
    if(NOT present STREQUAL hash)
      return()
    endif()
  endforeach()
  set(${variable} TRUE PARENT_SCOPE)
endfunction()

# Of <contents> the contents count, as some systems give every file the same time (OSTree, Nix);
# of <stamps>, which are large, or directories, the time and the size.
function(_anonshm_fingerprint variable contents stamps)
  _anonshm_has_hidden(hidden "${contents};${stamps}")
  set(all "")
  foreach(file IN LISTS contents)
    set(hash "")
    if(hidden)
      _anonshm_show_path(file "${file}")
    endif()
    if(EXISTS "${file}")
      file(MD5 "${file}" hash)
    endif()
    string(APPEND all "${hash}\n")
  endforeach()
  foreach(file IN LISTS stamps)
    if(hidden)
      _anonshm_show_path(file "${file}")
    endif()
    file(TIMESTAMP "${file}" time "%s.%f" UTC) # microseconds since CMake 3.23
    set(size "")
    if(NOT time STREQUAL "" AND NOT IS_DIRECTORY "${file}")
      file(SIZE "${file}" size)
    endif()
    string(APPEND all "${time} ${size}\n")
  endforeach()
  string(MD5 hash "${all}")
  set(${variable} "${hash}" PARENT_SCOPE)
endfunction()
