# Stops with the one thing to do about a tool that is not there.

function(anonshm_toolchain_needs program package)
  find_program(ANONSHM_PROGRAM_${program} NAMES ${program} ${ARGN})
  if(NOT ANONSHM_PROGRAM_${program})
    get_filename_component(toolchain "${CMAKE_TOOLCHAIN_FILE}" NAME_WE)
    message(FATAL_ERROR "The toolchain ${toolchain} needs ${program}, which is in ${package}.")
  endif()
endfunction()
