# SPDX-License-Identifier: MIT
# One build, unless a header declares what no library has. Then the linker names it, and the
# next build goes without it: the message is a hint, the build that succeeds is the proof.

include_guard(GLOBAL)

# <missing>      functions that no library has
# <libraries>    what the program was linked with beside libc
# <target_type>  EXECUTABLE; STATIC_LIBRARY where nothing was linked; UNLINKABLE where the
# linker
#                finds nothing at all (-nostdlib): the headers still answer
function(_anonshm_build missing libraries target_type source program)
  set(without "")
  set(with "")
  set(type EXECUTABLE)
  if(CMAKE_TRY_COMPILE_TARGET_TYPE STREQUAL "STATIC_LIBRARY")
    set(type STATIC_LIBRARY)
  endif()
  foreach(round RANGE 1 6)
    _anonshm_write_source("${source}" "${without}" "${_anonshm_facts_BEHAVIOUR}")
    _anonshm_try_compile(built log "${source}" "${program}" "${with}" "${type}")
    if(built)
      set(${missing} "${without}" PARENT_SCOPE)
      set(${libraries} "${with}" PARENT_SCOPE)
      set(${target_type} "${type}" PARENT_SCOPE)
      return()
    endif()
    _anonshm_undefined_functions(undefined "${log}")
    if(_anonshm_control_present IN_LIST undefined)
      set(type UNLINKABLE)
      set(without "")
      set(with "")
    else()
      _anonshm_next_build(without with "${undefined}" "${source}" "${log}")
    endif()
  endforeach()
  message(FATAL_ERROR "anonshm_probe: six builds in turn were refused. The last one printed:\n"
    "${log}")
endfunction()

# Changes the two variables, the functions and libraries of the build that failed. A library
# that may help is tried before a function is given up, and given up with it.
function(_anonshm_next_build missing_variable libraries_variable undefined source log)
  set(functions "${${missing_variable}}")
  set(libraries "${${libraries_variable}}")
  set(hopeless "")
  set(helpful "")
  foreach(id IN LISTS undefined)
    set(library "${_anonshm_library_${id}}")
    if(NOT library STREQUAL "" AND NOT library IN_LIST libraries)
      list(APPEND helpful "${library}")
    else()
      list(APPEND hopeless "${id}")
    endif()
  endforeach()
  if(undefined STREQUAL "" AND NOT libraries STREQUAL "") # for the library that was added
    _anonshm_functions_of(hopeless "${libraries}")
  endif()
  if(helpful STREQUAL "" AND hopeless STREQUAL "")
    message(FATAL_ERROR "anonshm_probe: the probe could not be built, and no function is to"
      " blame. This is a fault of the toolchain, of its flags or of anonshm; nothing was"
      " concluded from it.\nSource: ${source}\n${log}")
  endif()
  list(APPEND functions ${hopeless})
  set(kept "")
  foreach(library IN LISTS libraries helpful) # while a function is left that may need it
    _anonshm_functions_of(users "${library}")
    list(REMOVE_ITEM users ${functions})
    if(NOT users STREQUAL "" AND NOT library IN_LIST kept)
      list(APPEND kept "${library}")
    endif()
  endforeach()
  set(${missing_variable} "${functions}" PARENT_SCOPE)
  set(${libraries_variable} "${kept}" PARENT_SCOPE)
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

function(_anonshm_try_compile built log source program libraries type)
  _anonshm_language(language)
  _anonshm_compile_options(compile_options ${language})
  set(link_options "")
  if(type STREQUAL "EXECUTABLE")
    _anonshm_link_options(link_options ${language})
    set(CMAKE_TRY_COMPILE_TARGET_TYPE EXECUTABLE)
  else()
    set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
  endif()
  set(standard CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON)
  if(language STREQUAL "C")
    set(standard "")
    set(CMAKE_C_STANDARD "") # would come after ours
  endif()
  file(REMOVE "${program}")
  # The signature of CMake 3.20. It leaves a cache entry, which is removed again.
  try_compile(ANONSHM_PROBE_BUILT "${CMAKE_BINARY_DIR}/CMakeFiles/anonshm"
    SOURCES "${source}"
    CMAKE_FLAGS -DCMAKE_UNITY_BUILD=OFF -DCMAKE_CXX_CLANG_TIDY= -DCMAKE_CXX_CPPCHECK=
    COMPILE_DEFINITIONS ${compile_options}
    ${link_options}
    LINK_LIBRARIES ${libraries}
    OUTPUT_VARIABLE output
    COPY_FILE "${program}" COPY_FILE_ERROR copy_error
    ${standard})
  set(result "${ANONSHM_PROBE_BUILT}")
  unset(ANONSHM_PROBE_BUILT CACHE)
  if(result AND NOT EXISTS "${program}")
    message(FATAL_ERROR "anonshm_probe: the probe was built but cannot be found: ${copy_error}")
  endif()
  set(${built} "${result}" PARENT_SCOPE)
  set(${log} "${output}" PARENT_SCOPE)
endfunction()

# Warnings are the user's business, not the probe's; optimising would double its price, and at
# link time hide the lines of text in the object; and nothing of a C++ runtime is to be linked.
# After the user's own flags, so these win.
function(_anonshm_compile_options variable language)
  set(options "")
  set(as_cxx "")
  if(MSVC OR CMAKE_${language}_COMPILER_FRONTEND_VARIANT STREQUAL "MSVC")
    set(options /w /WX- /GL-)
    set(as_cxx /TP /std:c++17)
  elseif(CMAKE_${language}_COMPILER_ID MATCHES "GNU|Clang|LLVM|QCC")
    set(options -w -Wno-error -O0 -fno-lto -fno-exceptions -fno-rtti
      -fno-threadsafe-statics -fno-asynchronous-unwind-tables)
    set(as_cxx -x c++ -std=gnu++17)
  endif()
  if(CMAKE_${language}_COMPILER_ID STREQUAL "GNU") # its messages alone profit from these
    list(APPEND options -fno-canonical-system-headers -ftrack-macro-expansion=0)
  endif()
  if(language STREQUAL "C")
    list(APPEND options ${as_cxx})
  endif()
  set(${variable} "${options}" PARENT_SCOPE)
endfunction()

function(_anonshm_link_options variable language)
  set(options "")
  if(CMAKE_${language}_COMPILER_ID STREQUAL "AppleClang")
    # What the deployment target may lack is no undefined symbol but a weak import, which is 0
    # on the older system; with this it is undefined (ld(1) of macOS; zig's has no such option).
    set(options LINK_OPTIONS -Wl,-no_weak_imports)
  elseif(CMAKE_${language}_COMPILER_ID STREQUAL "GNU"
      AND CMAKE_${language}_COMPILER MATCHES "[gc]\\+\\+[^/]*$")
    # Behind this g++ sees no C++ and leaves out its library, which takes longer to read than
    # all the rest of the link (-nostdlib++ has the name, but not before gcc 13). Wrappers of
    # gcc add no such library, and klibc's dies of it.
    set(options LINK_OPTIONS "SHELL:-x none")
  endif()
  set(${variable} "${options}" PARENT_SCOPE)
endfunction()

# The functions of the catalogue that a linker's messages call undefined.
#   GNU ld, gold        undefined reference to `shm_open'
#   lld, mold, wasm-ld  undefined symbol: shm_open
#   ld64                "_shm_open", referenced from:
#   MSVC                unresolved external symbol shm_open referenced in function
#   Solaris ld          a table: shm_open                     CMakeFiles/x.dir/x.cpp.o
function(_anonshm_undefined_functions variable log)
  set(undefined "")
  foreach(id IN LISTS _anonshm_facts_FUNCTION
      ITEMS "${_anonshm_control_absent}" "${_anonshm_control_present}")
    if(log MATCHES "undefined reference to (symbol )?[^A-Za-z_\n]*_?${id}[^A-Za-z_0-9]"
        OR log MATCHES "undefined symbol: [^A-Za-z_\n]*_?${id}([^A-Za-z_0-9]|$)"
        OR log MATCHES "\"_${id}\", referenced from"
        OR log MATCHES "unresolved external symbol (__imp_)?_?${id}[^A-Za-z_0-9]"
        OR log MATCHES "(^|\n)${id}[ \t]+[^\n ]+\\.o(bj)?(\n|$)")
      list(APPEND undefined "${id}")
    endif()
  endforeach()
  set(${variable} "${undefined}" PARENT_SCOPE)
endfunction()
