# SPDX-License-Identifier: MIT
# One nested build. Where _anonshm_is_traced, compiler and linker print what they read
# (inputs.cmake).

include_guard(GLOBAL)

# What is built from a source file.
function(_anonshm_program_of variable source)
  get_filename_component(name "${source}" NAME_WLE)
  get_filename_component(directory "${source}" DIRECTORY)
  get_filename_component(suffix "x${CMAKE_EXECUTABLE_SUFFIX}" EXT)
  set(${variable} "${directory}/${name}${suffix}" PARENT_SCOPE)
endfunction()

# <built>: whether it succeeded; the program is there then. <log>: what it printed. <source>: a
# list; the program has the name of the first. <libraries>: or objects. The caller has set
# _anonshm_more_options, for compiler and linker, _anonshm_more_includes, _anonshm_warns,
# whether warnings count, and _anonshm_units, the directory of units that are compiled and
# linked with the program, or "" (project/build.cmake).
function(_anonshm_try_compile built log language source libraries type)
  list(GET source 0 first)
  _anonshm_program_of(program "${first}")
  _anonshm_compile_options(compile_options ${language})
  set(link_options "")
  if(type STREQUAL "EXECUTABLE")
    _anonshm_link_options(link_options ${language})
    set(CMAKE_TRY_COMPILE_TARGET_TYPE EXECUTABLE)
  else()
    set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
  endif()
  _anonshm_configuration(configuration)
  set(CMAKE_TRY_COMPILE_CONFIGURATION "${configuration}")
  # What project() has found out by calling ld --help, which is done again otherwise (Modules/
  # Platform/Linux.cmake of CMake 3.25; later versions keep it with the compiler).
  set(known _CMAKE_LINKER_PUSHPOP_STATE_SUPPORTED)
  if(DEFINED ${known})
    set(known "-D${known}=${${known}}")
  else()
    set(known "")
  endif()
  file(REMOVE "${program}")
  # The signature of CMake 3.20. It leaves a cache entry, which is removed again.
  try_compile(ANONSHM_PROBE_BUILT "${CMAKE_BINARY_DIR}/CMakeFiles/anonshm"
    SOURCES ${source}
    CMAKE_FLAGS "-DCMAKE_PROJECT_INCLUDE=${CMAKE_CURRENT_FUNCTION_LIST_DIR}/nested.cmake"
      "-DCMAKE_${language}_STANDARD_LIBRARIES=${CMAKE_${language}_STANDARD_LIBRARIES}"
      "-DANONSHM_UNITS=${_anonshm_units}" "-DINCLUDE_DIRECTORIES=${_anonshm_more_includes}"
      ${known}
    COMPILE_DEFINITIONS ${compile_options} ${_anonshm_more_options}
    ${link_options}
    LINK_LIBRARIES ${libraries}
    OUTPUT_VARIABLE output
    COPY_FILE "${program}" COPY_FILE_ERROR copy_error)
  set(result "${ANONSHM_PROBE_BUILT}")
  unset(ANONSHM_PROBE_BUILT CACHE)
  if(result AND NOT EXISTS "${program}")
    message(FATAL_ERROR "anonshm_probe: the probe was built but cannot be found: ${copy_error}")
  endif()
  set(${built} "${result}" PARENT_SCOPE)
  set(${log} "${output}" PARENT_SCOPE)
endfunction()

# Warnings are the user's business, not the probe's; optimising would double its price, and at
# link time hide the text in the object; no linker needs what sanitizers, profilers or debuggers
# want of it. After the user's own flags, so these win. Facts of another project may be about
# what its flags define, about exceptions, or warnings (<_anonshm_warns>).
function(_anonshm_compile_options variable language)
  set(options "")
  if(MSVC OR CMAKE_${language}_COMPILER_FRONTEND_VARIANT STREQUAL "MSVC")
    set(options /w /WX- /GL- /Od)
  elseif(CMAKE_${language}_COMPILER_ID MATCHES "GNU|Clang|LLVM|QCC")
    set(options -g0 -fno-lto -fno-profile-arcs -fno-test-coverage
      -fdelete-null-pointer-checks -fexec-charset=UTF-8)
    if(NOT _anonshm_warns)
      list(APPEND options -w -Wno-error -Wno-fatal-errors -Wno-pedantic)
    endif()
    if(_anonshm_is_project) # what --gc-sections drops is not looked for
      list(APPEND options -fno-function-sections -fno-data-sections)
    else()
      list(APPEND options -O0 -fno-sanitize=all -fno-asynchronous-unwind-tables)
    endif()
    if(NOT _anonshm_is_project AND language STREQUAL "CXX")
      list(APPEND options -fno-exceptions -fno-rtti)
    endif()
    _anonshm_message_options(more ${language})
    list(APPEND options ${more})
  endif()
  set(${variable} "${options}" PARENT_SCOPE)
endfunction()

# The messages are parsed: all of them, without colours, and what was read.
function(_anonshm_message_options variable language)
  set(options "")
  if(CMAKE_${language}_COMPILER_ID STREQUAL "GNU")
    # gcc's messages alone profit from the last two.
    set(options -fmax-errors=0 -fno-canonical-system-headers -ftrack-macro-expansion=0)
    if(NOT CMAKE_${language}_COMPILER_VERSION VERSION_LESS "4.9")
      list(APPEND options -fdiagnostics-color=never)
    endif()
  elseif(CMAKE_${language}_COMPILER_ID MATCHES "Clang")
    # What the last two switch off is refused without LTO.
    set(options -ferror-limit=0 -fdiagnostics-color=never -fno-whole-program-vtables
      -fno-sanitize=cfi)
  endif()
  if(_anonshm_is_traced)
    list(APPEND options -v -H)
    if(CMAKE_${language}_COMPILER_ID STREQUAL "GNU") # the assembler beside the compiler
      list(APPEND options -pipe)
    endif()
  endif()
  set(${variable} "${options}" PARENT_SCOPE)
endfunction()

function(_anonshm_link_options variable language)
  set(options "")
  if(_anonshm_is_traced AND CMAKE_${language}_COMPILER_ID STREQUAL "GNU")
    set(options -v -t) # with -Wl before it g++ would link its library, see below
  elseif(_anonshm_is_traced AND CMAKE_${language}_COMPILER_ID MATCHES "Clang" AND NOT MSVC)
    set(options -v -Wl,-t)
  endif()
  if(CMAKE_${language}_COMPILER_ID STREQUAL "AppleClang")
    # What the deployment target may lack is no undefined symbol but a weak import, which is 0
    # on the older system; with this it is undefined (ld(1) of macOS; zig's has no such option).
    list(APPEND options -Wl,-no_weak_imports)
  elseif(CMAKE_${language}_COMPILER_ID STREQUAL "GNU" AND NOT _anonshm_is_project
      AND CMAKE_${language}_COMPILER MATCHES "[gc]\\+\\+[^/]*$")
    # Behind this g++ sees no C++ and leaves out its library, which takes longer to read than
    # all the rest of the link (-nostdlib++ has the name, but not before gcc 13). Wrappers of
    # gcc add no such library, and klibc's dies of it.
    list(APPEND options "SHELL:-x none")
  endif()
  list(APPEND options ${_anonshm_more_options})
  if(NOT options STREQUAL "")
    list(PREPEND options LINK_OPTIONS)
  endif()
  set(${variable} "${options}" PARENT_SCOPE)
endfunction()
