# SPDX-License-Identifier: MIT
# Whether the linker's acceptance means anything. A program that ran has looked at the address
# of every function (probes/runner/main.c). Where none did, a second program refers to a
# function that cannot exist: a linker that accepts it proves nothing.

include_guard(GLOBAL)

# <doubt>: "" if the linker can be believed, or why not. <crashed_variable>: whether compiler or
# linker crashed, as this build may do too.
function(_anonshm_control doubt crashed_variable language source type output)
  set(reason "")
  _anonshm_crash_doubt(crash)
  list(GET _anonshm_controls 0 absent)
  list(GET _anonshm_controls 1 present)
  if(type STREQUAL "UNLINKABLE")
    set(reason "the linker does not find ${present}, which must exist")
  elseif(type STREQUAL "STATIC_LIBRARY" AND CMAKE_TRY_COMPILE_TARGET_TYPE STREQUAL type)
    set(reason "nothing was linked: CMAKE_TRY_COMPILE_TARGET_TYPE is STATIC_LIBRARY")
  elseif(type STREQUAL "STATIC_LIBRARY" AND ${${crashed_variable}})
    set(reason "${crash}")
  elseif(type STREQUAL "STATIC_LIBRARY")
    set(reason "nothing was linked: no program can be built with these flags")
  elseif(NOT output MATCHES "\nANONSHM addresses=read\\|\n")
    file(WRITE "${source}" "#ifdef __cplusplus\nextern \"C\"\n#endif\nint ${absent}(void);\n"
      "#undef main\nint main(void) { return ${absent}(); }\n")
    _anonshm_try_compile(built log ${language} "${source}" "" EXECUTABLE)
    _anonshm_has_crashed(has_crashed "${log}")
    if(built)
      set(reason "the linker accepts functions that do not exist")
    elseif(has_crashed)
      set(reason "${crash}")
      set(${crashed_variable} TRUE PARENT_SCOPE)
    endif()
    _anonshm_program_of(program "${source}")
    file(REMOVE "${source}" "${program}")
  endif()
  set(${doubt} "${reason}" PARENT_SCOPE)
endfunction()
