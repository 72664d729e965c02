# SPDX-License-Identifier: MIT
# When an answer is still one. Two things decide it: the key, in the name of the file with the
# answers, of what a configure can say by itself (variables, environment, the probe's own
# files); and the inputs, a list beside the answers, of what the compiler, the linker and the
# toolchain file have read. What is left out here is a stale answer there.
#
# The outcome of a call depends on the answers, on its arguments and on what the user has
# preset.
#
# A configure that asks nothing reads no other file of the module but the outcome.

include_guard(GLOBAL)

# <answers>: of the answers of a language, without it; <outcome>: of this call. Sets
# _anonshm_presets in the caller, names of variables: what the user has preset, of our facts and
# of those of a project.
function(_anonshm_keys answers outcome arguments)
  _anonshm_variables(variables)
  _anonshm_environment(environment)
  _anonshm_own_hash(own)
  string(SHA256 key "${variables}${environment}${own}")
  string(SUBSTRING "${key}" 0 16 key)
  set(${answers} "${key}" PARENT_SCOPE)
  _anonshm_find_presets(presets)
  set(_anonshm_presets "${presets}" PARENT_SCOPE)
  foreach(preset IN LISTS presets)
    string(APPEND arguments ";${preset}=${${preset}}")
  endforeach()
  string(SHA256 key "${key}${CMAKE_CURRENT_BINARY_DIR}${arguments}")
  string(SUBSTRING "${key}" 0 16 key)
  set(${outcome} "${key}" PARENT_SCOPE)
endfunction()

function(_anonshm_find_presets variable)
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

# The lines of the outcome (log.cmake).
function(_anonshm_print_lines lines)
  string(ASCII 1 end)
  string(REPLACE "${end}" "\n" lines "${lines}")
  message(VERBOSE "anonshm_probe:${lines}")
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

# The configuration whose flags the project is built with, as far as that is known by then.
function(_anonshm_configuration variable)
  set(configuration "${CMAKE_TRY_COMPILE_CONFIGURATION}")
  get_property(has_several GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(configuration STREQUAL "" AND NOT has_several)
    set(configuration "${CMAKE_BUILD_TYPE}")
  endif()
  set(${variable} "${configuration}" PARENT_SCOPE)
endfunction()

# All of it, as compilers, linkers, loaders and wrappers read variables that no list is complete
# of (gcc(1), ld.so(8), CCC_OVERRIDE_OPTIONS, NIX_CFLAGS_COMPILE, ZIG_…); but for what terminals
# and build tools change from one call to the next, and what CMake itself sets in the first,
# CC and CXX, and others to nothing. env(1) is found faster than CMake starts.
function(_anonshm_environment text)
  execute_process(COMMAND env OUTPUT_VARIABLE variables RESULT_VARIABLE status ERROR_QUIET)
  if(NOT status EQUAL "0")
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
    "${root}/cmake/anonshm/project/*"
    "${root}/cmake/platforms/*.cmake" "${root}/cmake/platforms/*/*.cmake")
  set(${variable} "${files}" PARENT_SCOPE)
endfunction()

# A build tool configures again when one of these is edited.
function(_anonshm_own_hash variable)
  _anonshm_own_files(files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  set(hashes "")
  foreach(file IN LISTS files)
    file(SHA1 "${file}" hash)
    string(APPEND hashes "${hash}")
  endforeach()
  set(${variable} "${hashes}" PARENT_SCOPE)
endfunction()

# -- Inputs and outcome --------------------------------------------------------------------

# Whether a file of commands is as _anonshm_write_commands() wrote it.
function(_anonshm_is_whole variable file)
  set(whole FALSE)
  if(EXISTS "${file}")
    file(READ "${file}" text)
    string(LENGTH "${text}" size)
    if(size GREATER "35")
      math(EXPR size "${size} - 35")
      string(SUBSTRING "${text}" 0 ${size} body)
      string(MD5 hash "${body}")
      string(COMPARE EQUAL "${text}" "${body}# ${hash}\n" whole)
    endif()
  endif()
  set(${variable} "${whole}" PARENT_SCOPE)
endfunction()

# Whether what the outcome that was read was made from is as it was, and so are the files that
# it wrote.
function(_anonshm_is_current variable)
  set(current FALSE)
  if(_anonshm_outcome_is_settled)
    _anonshm_fingerprint(inputs "${_anonshm_contents}" "${_anonshm_stamps}")
    _anonshm_hash_files(written "${_anonshm_written_files}")
    list(JOIN _anonshm_written_hashes "" hashes)
    if(inputs STREQUAL _anonshm_inputs AND written STREQUAL hashes)
      set(current TRUE)
    endif()
  endif()
  set(${variable} "${current}" PARENT_SCOPE)
endfunction()

# Of <contents> the contents count, as some systems give every file the same time (OSTree, Nix);
# of <stamps>, which are large, or directories, the time and the size. The paths are hidden
# (arguments.cmake), those of directories end with a slash.
function(_anonshm_fingerprint variable contents stamps)
  _anonshm_hash_files(text "${contents}")
  _anonshm_has_hidden(has_hidden "${stamps}")
  foreach(file IN LISTS stamps)
    if(has_hidden)
      _anonshm_show_path(file "${file}")
    endif()
    file(TIMESTAMP "${file}" time "%Y%m%d%H%M%S%f" UTC) # microseconds since CMake 3.23
    string(APPEND text "${time}\n")
  endforeach()
  list(FILTER stamps EXCLUDE REGEX "/$")
  foreach(file IN LISTS stamps)
    if(has_hidden)
      _anonshm_show_path(file "${file}")
    endif()
    set(size "")
    if(EXISTS "${file}" AND NOT IS_DIRECTORY "${file}")
      file(SIZE "${file}" size)
    endif()
    string(APPEND text "${size}\n")
  endforeach()
  string(SHA1 hash "${text}")
  set(${variable} "${hash}" PARENT_SCOPE)
endfunction()

# What the files contain, in as few commands as can be: there are 200, and this is most of what
# a configure costs that asks nothing. One by one where a path is not there as it stands, since
# file(SHA1) would stop. (SHA1 is the fastest; with the processor's instructions for it, in half
# the time of MD5.)
function(_anonshm_hash_files variable files)
  set(hashes "")
  set(all "/" ${files})
  list(JOIN all ";AND;EXISTS;" all)
  if(EXISTS ${all})
    foreach(file IN LISTS files)
      file(SHA1 "${file}" hash)
      string(APPEND hashes "${hash}")
    endforeach()
  else()
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/arguments.cmake")
    foreach(file IN LISTS files)
      _anonshm_show_path(file "${file}")
      set(hash "-")
      if(EXISTS "${file}" AND NOT IS_DIRECTORY "${file}")
        file(SHA1 "${file}" hash)
      endif()
      string(APPEND hashes "${hash}")
    endforeach()
  endif()
  set(${variable} "${hashes}" PARENT_SCOPE)
endfunction()

# Whether a list has anything that is hidden; then what shows it is there (arguments.cmake).
function(_anonshm_has_hidden variable list)
  string(ASCII 1 2 3 4 5 hidden)
  set(has FALSE)
  if(list MATCHES "[${hidden}]")
    set(has TRUE)
    include("${CMAKE_CURRENT_FUNCTION_LIST_DIR}/arguments.cmake")
  endif()
  set(${variable} "${has}" PARENT_SCOPE)
endfunction()
