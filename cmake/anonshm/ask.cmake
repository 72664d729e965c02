# Asks the target: writes the source, builds it, reads the binary, runs it. What comes back are
# value_<id>, evidence_<id> and detail_<id> for every fact, written to a file of set() commands.

include_guard(GLOBAL)

function(_anonshm_ask answers)
  get_filename_component(directory "${answers}" DIRECTORY)
  _anonshm_language(language)
  set(extension c) # CMake goes by the name
  if(language STREQUAL "CXX")
    set(extension cpp)
  endif()
  set(source "${directory}/anonshm_probe.${extension}")
  get_filename_component(suffix "x${CMAKE_EXECUTABLE_SUFFIX}" EXT)
  set(program "${directory}/anonshm_probe${suffix}")
  set(locale "$ENV{LC_ALL}")
  set(ENV{LC_ALL} C) # the linker's words are looked for
  _anonshm_build("${source}" "${program}")
  _anonshm_run("${program}")
  _anonshm_control("${directory}")
  if(locale STREQUAL "")
    unset(ENV{LC_ALL})
  else()
    set(ENV{LC_ALL} "${locale}")
  endif()
  _anonshm_read_lines("${program}")
  _anonshm_judge_toolchain()
  _anonshm_write_answers("${answers}")
endfunction()

# -- Build ---------------------------------------------------------------------------------
# One build, unless a header declares what no library has. Then the linker names it, and the
# next build goes without it: the message is a hint, the build that succeeds is the proof.

# Sets missing (functions without a library), libraries (needed beside libc) and unlinkable (the
# linker finds nothing at all) in the caller.
function(_anonshm_build source program)
  set(unlinkable FALSE PARENT_SCOPE)
  set(missing)
  set(libraries)
  foreach(round RANGE 1 6)
    _anonshm_write_source("${source}" "${missing}")
    _anonshm_try_compile(built log "${source}" "${program}" "${libraries}")
    if(built)
      set(missing "${missing}" PARENT_SCOPE)
      set(libraries "${libraries}" PARENT_SCOPE)
      return()
    endif()
    _anonshm_undefined_functions(undefined "${log}")
    if("${control_present}" IN_LIST undefined) # -nostdlib: the headers still answer
      set(unlinkable TRUE PARENT_SCOPE)
      set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
      set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY PARENT_SCOPE)
      set(missing)
      set(libraries)
      continue()
    endif()
    _anonshm_next_build()
  endforeach()
  message(FATAL_ERROR "anonshm_probe: six builds in turn were refused. The last one said:\n"
    "${log}")
endfunction()

# A library that may help is tried before a function is given up, and given up with it. Works
# on missing, libraries and undefined of _anonshm_build.
macro(_anonshm_next_build)
  set(hopeless)
  set(helpful)
  foreach(id IN LISTS undefined)
    if(library_${id} AND NOT library_${id} IN_LIST libraries)
      list(APPEND helpful "${library_${id}}")
    else()
      list(APPEND hopeless "${id}")
    endif()
  endforeach()
  if(NOT undefined AND libraries) # the build fails for the library that was added
    foreach(id IN LISTS facts_FUNCTION)
      if(library_${id} IN_LIST libraries)
        list(APPEND hopeless "${id}")
      endif()
    endforeach()
  endif()
  if(NOT helpful AND NOT hopeless)
    message(FATAL_ERROR "anonshm_probe: the probe could not be built, and no function is to"
      " blame. This is a fault of the toolchain, of its flags or of anonshm; nothing was"
      " concluded from it.\nSource: ${source}\n${log}")
  endif()
  list(APPEND missing ${hopeless})
  list(APPEND libraries ${helpful})
  list(REMOVE_DUPLICATES libraries)
  foreach(library IN LISTS libraries) # kept only while a function is left that may need it
    set(needed FALSE)
    foreach(id IN LISTS facts_FUNCTION)
      if(library_${id} STREQUAL library AND NOT id IN_LIST missing)
        set(needed TRUE)
      endif()
    endforeach()
    if(NOT needed)
      list(REMOVE_ITEM libraries "${library}")
    endif()
  endforeach()
endmacro()

function(_anonshm_try_compile built log source program libraries)
  # Warnings are the user's business, not the probe's; optimising would double its price, and at
  # link time hide the lines of text in the object; and nothing of a C++ runtime is to be
  # linked. After the user's own flags, so these win.
  _anonshm_language(language)
  set(quiet)
  set(as_cxx)
  if(MSVC OR CMAKE_${language}_COMPILER_FRONTEND_VARIANT STREQUAL "MSVC")
    set(quiet /w /WX- /GL-)
    set(as_cxx /TP /std:c++17)
  elseif(CMAKE_${language}_COMPILER_ID MATCHES "GNU|Clang|LLVM|QCC")
    set(quiet -w -Wno-error -O0 -fno-lto -fno-exceptions -fno-rtti
      -fno-threadsafe-statics -fno-asynchronous-unwind-tables)
    set(as_cxx -x c++ -std=gnu++17)
  endif()
  if(CMAKE_${language}_COMPILER_ID STREQUAL "GNU") # its messages alone profit from these
    list(APPEND quiet -fno-canonical-system-headers -ftrack-macro-expansion=0)
  endif()
  set(standard CXX_STANDARD 17 CXX_STANDARD_REQUIRED ON)
  if(language STREQUAL "C")
    list(APPEND quiet ${as_cxx})
    set(standard)
    set(CMAKE_C_STANDARD "") # would come after ours
  endif()
  set(link_options)
  if(CMAKE_TRY_COMPILE_TARGET_TYPE STREQUAL "STATIC_LIBRARY")
    # would be the archiver's
  elseif(CMAKE_${language}_COMPILER_ID STREQUAL "AppleClang")
    # What the deployment target may lack is no undefined symbol but a weak import, which is 0
    # on the older system; with this it is undefined (ld(1) of macOS; zig's has no such option).
    set(link_options LINK_OPTIONS -Wl,-no_weak_imports)
  elseif(CMAKE_${language}_COMPILER_ID STREQUAL "GNU"
      AND CMAKE_${language}_COMPILER MATCHES "[gc]\\+\\+[^/]*$")
    # Behind this g++ sees no C++ and leaves out its library, which takes longer to read than
    # all the rest of the link (-nostdlib++ has the name, but not before gcc 13). Wrappers of
    # gcc add no such library, and klibc's dies of it.
    set(link_options LINK_OPTIONS "SHELL:-x none")
  endif()
  file(REMOVE "${program}")
  # The signature of CMake 3.20. It leaves a cache entry, which is removed again.
  try_compile(ANONSHM_PROBE_BUILT "${CMAKE_BINARY_DIR}/CMakeFiles/anonshm"
    SOURCES "${source}"
    CMAKE_FLAGS -DCMAKE_UNITY_BUILD=OFF -DCMAKE_CXX_CLANG_TIDY= -DCMAKE_CXX_CPPCHECK=
    COMPILE_DEFINITIONS ${quiet}
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

# The functions of the catalogue that a linker's messages call undefined.
#   GNU ld, gold        undefined reference to `shm_open'
#   lld, mold, wasm-ld  undefined symbol: shm_open
#   ld64                "_shm_open", referenced from:
#   MSVC                unresolved external symbol shm_open referenced in function
#   Solaris ld          a table: shm_open                     CMakeFiles/x.dir/x.cpp.o
function(_anonshm_undefined_functions variable log)
  set(undefined)
  foreach(id IN LISTS facts_FUNCTION control_absent control_present)
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

# -- Run -----------------------------------------------------------------------------------

# Sets output and ran ("ran", "emulated" or empty) in the caller. A cross-built program is run
# only by its emulator. One that starts all the same, by way of binfmt_misc, is not native: the
# program itself says which processor it was built for.
function(_anonshm_run program)
  set(output "" PARENT_SCOPE)
  set(ran "" PARENT_SCOPE)
  if(CMAKE_TRY_COMPILE_TARGET_TYPE STREQUAL "STATIC_LIBRARY"
      OR (CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR))
    return()
  endif()
  # All symbols at once, or a missing one would show only when it is called (ld.so(8)).
  set(bind_now "$ENV{LD_BIND_NOW}")
  set(ENV{LD_BIND_NOW} 1)
  execute_process(COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} "${program}"
    TIMEOUT 120 RESULT_VARIABLE result OUTPUT_VARIABLE said ERROR_VARIABLE complaints)
  if(bind_now STREQUAL "")
    unset(ENV{LD_BIND_NOW})
  else()
    set(ENV{LD_BIND_NOW} "${bind_now}")
  endif()
  string(REPLACE "\r" "" said "${said}") # Windows, and Wine
  if(NOT said MATCHES "(^|\n)ANONSHM-BEGIN\n(.*)")
    return()
  endif()
  set(output "${CMAKE_MATCH_2}" PARENT_SCOPE)
  set(evidence "ran")
  string(REGEX MATCH "ANONSHM target.arch=([^|]*)" arch "${said}")
  _anonshm_is_native(native "${CMAKE_MATCH_1}")
  get_filename_component(emulator "${CMAKE_CROSSCOMPILING_EMULATOR}" NAME)
  if(NOT native OR (emulator AND NOT emulator MATCHES "^env(;|$)"))
    set(evidence "emulated")
  endif()
  set(ran "${evidence}" PARENT_SCOPE)
endfunction()

# Can this host's processor run code for that architecture by itself?
function(_anonshm_is_native variable arch)
  string(TOLOWER "${CMAKE_HOST_SYSTEM_PROCESSOR}" host)
  set(runs "${host}")
  if(host MATCHES "^(x86_64|amd64|i86pc)$")
    set(runs x86_64 i386 x32)
  elseif(host MATCHES "^i[3-6]86$")
    set(runs i386)
  elseif(host MATCHES "^(aarch64|arm64|evbarm)")
    set(runs arm64 arm)
  elseif(host MATCHES "^arm")
    set(runs arm)
  elseif(host MATCHES "^riscv")
    set(runs riscv)
  elseif(host MATCHES "^(ppc64|powerpc64)")
    set(runs ppc64 powerpc)
  elseif(host MATCHES "^mips")
    set(runs mips64 mips)
  elseif(host MATCHES "^loongarch")
    set(runs loongarch64)
  endif()
  set(native FALSE)
  if(arch IN_LIST runs)
    set(native TRUE)
  endif()
  set(${variable} ${native} PARENT_SCOPE)
endfunction()

# A program that started has all its functions, unless the linker was told not to mind. Then,
# and where none could be started, a second program refers to a function that cannot exist: a
# linker that accepts it proves nothing. (GNU ld makes of a missing function the address 0.)
# Sets link_says: "yes" (it can be believed), or why not.
function(_anonshm_control directory)
  set(link_says yes)
  _anonshm_language(language)
  _anonshm_configuration(configuration)
  set(flags "${CMAKE_${language}_FLAGS} ${CMAKE_${language}_FLAGS_${configuration}}"
    "${CMAKE_EXE_LINKER_FLAGS} ${CMAKE_EXE_LINKER_FLAGS_${configuration}}")
  string(TOLOWER "${flags}" flags)
  if(unlinkable)
    set(link_says "the linker does not find ${control_present}, which must exist")
  elseif(CMAKE_TRY_COMPILE_TARGET_TYPE STREQUAL "STATIC_LIBRARY")
    set(link_says "nothing was linked: CMAKE_TRY_COMPILE_TARGET_TYPE is STATIC_LIBRARY")
  elseif(NOT ran OR flags MATCHES "undef|unresolved|force|inhibit|@|specs")
    set(control "${directory}/anonshm_control.${extension}")
    file(WRITE "${control}" "extern \"C\" int ${control_absent}();\n"
      "int main() { return ${control_absent}(); }\n")
    _anonshm_try_compile(built log "${control}" "${control}.bin" "")
    if(built)
      set(link_says "the linker accepts functions that do not exist")
    endif()
    file(REMOVE "${control}" "${control}.bin")
  endif()
  set(link_says "${link_says}" PARENT_SCOPE)
endfunction()

# -- Judge ---------------------------------------------------------------------------------

macro(_anonshm_answer id value evidence detail)
  set(value_${id} "${value}")
  set(evidence_${id} "${evidence}")
  set(detail_${id} "${detail}")
endmacro()

# The lines of text that the compiler wrote into the binary, as line_<id>. A universal binary
# has one for each architecture; where they differ, line_<id> is empty: nobody can say.
macro(_anonshm_read_lines program)
  set(form "ANONSHM [A-Za-z_0-9.]+=[A-Za-z0-9_. -]*")
  file(STRINGS "${program}" lines LENGTH_MINIMUM 10 REGEX "^${form}$")
  if(NOT lines AND ran) # Emscripten's are in another file, or encoded: the program prints them
    string(REGEX MATCHALL "${form}\\|\n" lines "${output}")
    list(TRANSFORM lines REPLACE "\\|\n$" "")
  endif()
  list(REMOVE_DUPLICATES lines)
  set(read)
  if(NOT lines)
    message(FATAL_ERROR "anonshm_probe: the compiler's answers are not in ${program}."
      " Something removed them; nothing was concluded from it.")
  endif()
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^ANONSHM ([A-Za-z_0-9.]+)=(.*)$" match "${line}")
    set(line_${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    if(CMAKE_MATCH_1 IN_LIST read)
      set(line_${CMAKE_MATCH_1} "")
    endif()
    list(APPEND read "${CMAKE_MATCH_1}")
  endforeach()
endmacro()

# Sets distrusted: why the compiler's answers are worth nothing; empty if they can be believed.
macro(_anonshm_judge_controls)
  set(distrusted "")
  if(NOT line_${control_absent} STREQUAL "absent")
    set(distrusted "${control_absent} cannot exist, and the headers were said to declare it")
  elseif(NOT line_${control_present} STREQUAL "declared")
    set(distrusted "${control_present} must exist, and was not found")
  endif()
endmacro()

macro(_anonshm_judge_toolchain)
  _anonshm_judge_controls()
  foreach(id IN LISTS facts_FUNCTION)
    if(distrusted)
      _anonshm_answer(${id} "" unknown "${distrusted}")
    elseif(line_${id} STREQUAL "absent")
      _anonshm_answer(${id} FALSE declared "not declared")
    elseif(line_${id} STREQUAL "stub")
      _anonshm_answer(${id} FALSE declared "a stub that always fails")
    elseif(id IN_LIST missing)
      _anonshm_answer(${id} FALSE linked "declared, but in no library")
    elseif(NOT line_${id} STREQUAL "declared")
      _anonshm_answer(${id} "" unknown "not the same for all architectures")
    elseif(link_says STREQUAL "yes")
      _anonshm_answer(${id} TRUE linked "")
    elseif(link_says MATCHES "^nothing")
      _anonshm_answer(${id} TRUE declared "${link_says}")
    else()
      _anonshm_answer(${id} "" unknown "${link_says}")
    endif()
  endforeach()
  foreach(id IN LISTS facts_LIBRARY)
    set(library "${library_${asked_${id}}}")
    if(NOT library IN_LIST libraries)
      set(library none)
    endif()
    if(NOT value_${asked_${id}})
      _anonshm_answer(${id} "${value_${asked_${id}}}" "${evidence_${asked_${id}}}"
        "${distrusted}")
    elseif(link_says STREQUAL "yes")
      _anonshm_answer(${id} "${library}" linked "")
    else()
      _anonshm_answer(${id} "" unknown "${link_says}")
    endif()
  endforeach()
  foreach(id IN LISTS facts_MACRO facts_NUMBER)
    if(distrusted)
      _anonshm_answer(${id} "" unknown "${distrusted}")
    elseif(line_${id} STREQUAL "absent")
      _anonshm_answer(${id} FALSE declared "${asked_${id}} is not defined")
    elseif(line_${id} STREQUAL "true")
      _anonshm_answer(${id} TRUE declared "")
    elseif(line_${id} STREQUAL "")
      _anonshm_answer(${id} "" unknown "not the same for all architectures")
    else()
      math(EXPR hexadecimal "${line_${id}}" OUTPUT_FORMAT HEXADECIMAL)
      _anonshm_answer(${id} "${line_${id}}" declared "${hexadecimal}")
    endif()
  endforeach()
endmacro()

# An emulator may print what the program never said: an answer that the catalogue has no such
# value for is unknown.
function(_anonshm_refuse_the_impossible variable)
  set(text "${${variable}}")
  foreach(id IN LISTS facts_BEHAVIOUR)
    set(possible ${asked_${id}} unknown)
    list(TRANSFORM possible REPLACE "^yes/no$" "true|false")
    list(TRANSFORM possible REPLACE "^number$" "[0-9]+")
    list(TRANSFORM possible REPLACE "^errno$" "E[A-Z0-9]+")
    list(TRANSFORM possible REPLACE "^text$" "[A-Za-z0-9_./%-]+")
    list(JOIN possible "|" possible)
    string(REGEX REPLACE "ANONSHM ${id}=(${possible})\\|" "" others "${text}")
    if(others MATCHES "ANONSHM ${id}=")
      string(REGEX REPLACE "ANONSHM ${id}=[^\n]*\n"
        "ANONSHM ${id}=unknown|the emulator gave an answer that is not possible\n"
        text "${text}")
    endif()
  endforeach()
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# Behaviours, machine facts and the system's names: first that nobody answered, then what the
# program said, as lines of name=value. Not as a list of lines: what stands in brackets, or
# before a backslash, is no separator to CMake. And not line by line, which would take CMake
# longer than it took the program to find out.
function(_anonshm_judge_tried variable)
  set(why "the target could not be run")
  if(ran)
    set(why "no answer")
  endif()
  set(asked system.name system.release system.machine system.page_size
    ${facts_BEHAVIOUR} ${facts_MACHINE})
  list(TRANSFORM asked REPLACE "(.+)" "ANONSHM \\1=unknown|${why}\n")
  list(JOIN asked "" text)
  string(REGEX MATCHALL "ANONSHM [^=|\n]+=[^|\n]*\\|[^\n]*\n" said "${output}")
  string(REPLACE "\n;" "\n" said "${said}")
  if(ran STREQUAL "emulated")
    _anonshm_refuse_the_impossible(said)
  endif()
  string(APPEND text "${said}")
  string(REPLACE "=true|" "=TRUE|" text "${text}")
  string(REPLACE "=false|" "=FALSE|" text "${text}")
  string(REGEX REPLACE "ANONSHM ([^=|\n]+)=unknown\\|([^\n]*)\n"
    "value_\\1=\nevidence_\\1=unknown\ndetail_\\1=\\2\n" text "${text}")
  string(REGEX REPLACE "ANONSHM ([^=|\n]+)=([^|\n]*)\\|([^\n]*)\n"
    "value_\\1=\\2\nevidence_\\1=${ran}\ndetail_\\1=\\3\n" text "${text}")
  set(${variable} "${text}" PARENT_SCOPE)
endfunction()

# The compiler's lines are among what the program said, and are judged after it.
function(_anonshm_write_answers file)
  _anonshm_judge_tried(lines)
  foreach(id IN LISTS facts_FUNCTION facts_LIBRARY facts_MACRO facts_NUMBER)
    string(APPEND lines "value_${id}=${value_${id}}\nevidence_${id}=${evidence_${id}}\n"
      "detail_${id}=${detail_${id}}\n")
  endforeach()
  foreach(part IN ITEMS os arch libc endian pointer_bits)
    string(APPEND lines "value_target.${part}=${line_target.${part}}\n")
  endforeach()
  string(APPEND lines "missing_functions=${missing}\nprobe_libraries=${libraries}\n")
  _anonshm_set_commands(commands "${lines}" "")
  file(WRITE "${file}.new" "# What the target said. Generated by anonshm_probe().\n${commands}")
  file(RENAME "${file}.new" "${file}") # whole or not at all
endfunction()
