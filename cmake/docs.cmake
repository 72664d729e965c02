# SPDX-License-Identifier: MIT
# The documentation: the target anonshm_docs renders it as HTML and man pages, which are
# installed with what they are about. scripts/docs renders it from nothing.

option(ANONSHM_BUILD_DOCUMENTATION "Build and install anonshm's documentation" OFF)
if(NOT ANONSHM_BUILD_DOCUMENTATION)
  return()
endif()
if(NOT TARGET anonshm_tool)
  message(FATAL_ERROR "ANONSHM_BUILD_DOCUMENTATION needs the program, whose options it"
    " documents: -DANONSHM_BUILD_TOOL=ON")
endif()

set(anonshm_documentation "${PROJECT_BINARY_DIR}/documentation")
find_program(ANONSHM_DOCUMENTATION_PYTHON NAMES python3
  HINTS "${anonshm_documentation}/venv/bin" NO_CMAKE_FIND_ROOT_PATH)
mark_as_advanced(ANONSHM_DOCUMENTATION_PYTHON)
execute_process(COMMAND "${ANONSHM_DOCUMENTATION_PYTHON}" -c
    "import furo, myst_parser, sphinx, sphinxcontrib.moderncmakedomain"
  RESULT_VARIABLE missing ERROR_VARIABLE reason OUTPUT_QUIET)
if(missing)
  message(FATAL_ERROR "ANONSHM_BUILD_DOCUMENTATION needs a Python with the packages of"
    " src/documentation/requirements.txt: -DANONSHM_DOCUMENTATION_PYTHON=<python>, or run"
    " scripts/docs first, which makes one.\n${reason}")
endif()

add_custom_target(anonshm_docs ALL
  COMMAND "${ANONSHM_DOCUMENTATION_PYTHON}" -B
    "${PROJECT_SOURCE_DIR}/scripts/support/documentation"
    --program "$<TARGET_FILE:anonshm_tool>" --output "${anonshm_documentation}"
  DEPENDS anonshm_tool
  COMMENT "Rendering ${anonshm_documentation}/html/index.html" VERBATIM USES_TERMINAL)

if(ANONSHM_INSTALL)
  set(anonshm_pages Tool man1/anonshm.1 Library man3/shm_open_anon.3 Probe man7/AnonShmProbe.7)
  while(anonshm_pages)
    list(POP_FRONT anonshm_pages component page)
    get_filename_component(section "${page}" DIRECTORY)
    install(FILES "${anonshm_documentation}/man/${page}"
      DESTINATION "${CMAKE_INSTALL_MANDIR}/${section}" COMPONENT ${component})
  endwhile()
  install(DIRECTORY "${anonshm_documentation}/html"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/anonshm" COMPONENT Documentation
    PATTERN ".buildinfo" EXCLUDE)
endif()
