# SPDX-License-Identifier: MIT
# Whether the linker's acceptance means anything. A program that started has all its functions,
# unless the linker was made lenient. Then, and where none could be started, a second
# program refers to a function that cannot exist: a linker that accepts it proves nothing. (GNU
# ld makes of a missing function the address 0.)

include_guard(GLOBAL)

# <doubt>: "" if the linker can be believed, or why not.
function(_anonshm_control doubt source target_type ran)
  set(reason "")
  _anonshm_is_lenient(lenient)
  if(target_type STREQUAL "UNLINKABLE")
    set(reason "the linker does not find ${_anonshm_control_present}, which must exist")
  elseif(target_type STREQUAL "STATIC_LIBRARY")
    set(reason "nothing was linked: CMAKE_TRY_COMPILE_TARGET_TYPE is STATIC_LIBRARY")
  elseif(ran STREQUAL "" OR lenient)
    file(WRITE "${source}" "extern \"C\" int ${_anonshm_control_absent}();\n"
      "int main() { return ${_anonshm_control_absent}(); }\n")
    _anonshm_try_compile(built log "${source}" "${source}.bin" "" EXECUTABLE)
    if(built)
      set(reason "the linker accepts functions that do not exist")
    endif()
    file(REMOVE "${source}" "${source}.bin")
  endif()
  set(${doubt} "${reason}" PARENT_SCOPE)
endfunction()

# Do the flags look like those that make a linker accept what is undefined?
function(_anonshm_is_lenient variable)
  _anonshm_language(language)
  _anonshm_configuration(configuration)
  set(flags "${CMAKE_${language}_FLAGS} ${CMAKE_${language}_FLAGS_${configuration}}"
    "${CMAKE_EXE_LINKER_FLAGS} ${CMAKE_EXE_LINKER_FLAGS_${configuration}}")
  string(TOLOWER "${flags}" flags)
  set(lenient FALSE)
  if(flags MATCHES "undef|unresolved|force|inhibit|@|specs")
    set(lenient TRUE)
  endif()
  set(${variable} "${lenient}" PARENT_SCOPE)
endfunction()
