# SPDX-License-Identifier: MIT
# The cache key of the answers: everything that could change them. What is left out here is a
# stale answer there (CMake's own checks are never made again, whatever changes). The outcome of
# a call depends on the answers, on its arguments and on what the user has preset.

include_guard(GLOBAL)

# The variables that change an answer, beside those of the language, CMAKE_<LANG>_….
function(_anonshm_key_variables variables language)
  _anonshm_configuration(configuration)
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
  set(language_names
    COMPILER COMPILER_ARG1 COMPILER_ID COMPILER_VERSION COMPILER_TARGET
    COMPILER_EXTERNAL_TOOLCHAIN FLAGS FLAGS_${configuration} EXTENSIONS STANDARD_LIBRARIES)
  list(TRANSFORM language_names PREPEND "CMAKE_${language}_")
  set(${variables} "${names};${language_names}" PARENT_SCOPE)
endfunction()

# What compilers and linkers (gcc(1) ENVIRONMENT), loaders (ld.so(8)) and the probes read from
# the environment.
function(_anonshm_key_environment variables)
  set(${variables}
    CPATH CPLUS_INCLUDE_PATH LIBRARY_PATH COMPILER_PATH GCC_EXEC_PREFIX SDKROOT
    MACOSX_DEPLOYMENT_TARGET INCLUDE LIB LD_PRELOAD LD_LIBRARY_PATH QEMU_LD_PREFIX
    ANONSHM_MODEL_ROOT XDG_RUNTIME_DIR PARENT_SCOPE)
endfunction()

# The files that change an answer: the compiler's own, and those of the C library, where a new
# one shows in these headers.
function(_anonshm_key_files variable language)
  _anonshm_include_directories(directories "${language}")
  set(files "${CMAKE_${language}_COMPILER}" "${CMAKE_TOOLCHAIN_FILE}"
    ${CMAKE_CROSSCOMPILING_EMULATOR})
  foreach(directory IN LISTS directories)
    foreach(header IN ITEMS
        sys/mman.h fcntl.h stdlib.h sys/syscall.h sys/random.h unistd.h)
      list(APPEND files "${directory}/${header}")
    endforeach()
  endforeach()
  set(${variable} "${files}" PARENT_SCOPE)
endfunction()

# Where headers may come from: the compiler's own directories, and what flags and environment
# add.
function(_anonshm_include_directories variable language)
  separate_arguments(flags NATIVE_COMMAND "${CMAKE_${language}_FLAGS}")
  list(TRANSFORM flags REPLACE "^-(I|isystem|idirafter|imsvc)" "")
  file(TO_CMAKE_PATH "$ENV{CPATH}" paths)
  file(TO_CMAKE_PATH "$ENV{CPLUS_INCLUDE_PATH}" more_paths)
  set(${variable} ${CMAKE_${language}_IMPLICIT_INCLUDE_DIRECTORIES}
    ${flags} ${paths} ${more_paths} PARENT_SCOPE)
endfunction()

# The language of the project that is probed. The probe is C++, but needs nothing of a C++
# library; in a project of C only, the C compiler reads it as C++, which gcc and clang do.
function(_anonshm_language variable)
  set(language C)
  if(CMAKE_CXX_COMPILER_LOADED)
    set(language CXX)
  endif()
  set(${variable} "${language}" PARENT_SCOPE)
endfunction()

# The one whose flags try_compile uses (CMP0066): debug unless set otherwise.
function(_anonshm_configuration variable)
  set(configuration "${CMAKE_TRY_COMPILE_CONFIGURATION}")
  if(NOT configuration)
    set(configuration DEBUG)
  endif()
  string(TOUPPER "${configuration}" configuration)
  set(${variable} "${configuration}" PARENT_SCOPE)
endfunction()

# Names of variables, one after the other: what the user has preset.
function(_anonshm_presets variable)
  get_cmake_property(presets VARIABLES)
  list(FILTER presets INCLUDE REGEX "^ANONSHM_PRESET_")
  set(${variable} "${presets}" PARENT_SCOPE)
endfunction()

function(_anonshm_keys answers outcome arguments)
  _anonshm_language(language)
  _anonshm_key_variables(variables ${language})
  _anonshm_key_environment(environment)
  set(all "")
  foreach(name IN LISTS variables)
    string(APPEND all "${name}=${${name}}\n")
  endforeach()
  foreach(name IN LISTS environment)
    string(APPEND all "${name}=$ENV{${name}}\n")
  endforeach()
  _anonshm_file_times(times ${language})
  _anonshm_questions_hash(questions)
  string(SHA256 key "${all}${times}${questions}")
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

function(_anonshm_file_times variable language)
  _anonshm_key_files(files ${language})
  set(times "")
  foreach(file IN LISTS files)
    if(EXISTS "${file}")
      file(TIMESTAMP "${file}" time "%s" UTC)
      string(APPEND times "${file}=${time}\n")
    endif()
  endforeach()
  set(${variable} "${times}" PARENT_SCOPE)
endfunction()

function(_anonshm_questions_hash variable)
  set(here "${CMAKE_CURRENT_FUNCTION_LIST_DIR}")
  file(GLOB files "${here}/../../probes/*.*" "${here}/../../probes/*/*.*"
    "${here}/*.cmake" "${here}/*/*.cmake" "${here}/../platforms/*.cmake"
    "${here}/../platforms/*/*.cmake")
  set(hashes "")
  foreach(file IN LISTS files)
    file(MD5 "${file}" hash)
    string(APPEND hashes "${hash}")
  endforeach()
  set(${variable} "${hashes}" PARENT_SCOPE)
endfunction()

# Whether that outcome is there, and the files that it wrote are as it wrote them.
function(_anonshm_is_current variable outcome)
  set(current FALSE)
  if(EXISTS "${outcome}")
    set(current TRUE)
    set(_anonshm_written_files "")
    set(_anonshm_written_hashes "")
    include("${outcome}")
    foreach(file hash IN ZIP_LISTS _anonshm_written_files _anonshm_written_hashes)
      set(present "")
      if(EXISTS "${file}")
        file(MD5 "${file}" present)
      endif()
      if(NOT present STREQUAL hash)
        set(current FALSE)
      endif()
    endforeach()
  endif()
  set(${variable} "${current}" PARENT_SCOPE)
endfunction()
