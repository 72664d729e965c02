# SPDX-License-Identifier: MIT
# The target anonshm_docs: the page that Sphinx makes of the module's own header.

find_program(ANONSHM_SPHINX_BUILD sphinx-build)
mark_as_advanced(ANONSHM_SPHINX_BUILD)
if(ANONSHM_SPHINX_BUILD)
  add_custom_target(anonshm_docs
    COMMAND "${ANONSHM_SPHINX_BUILD}" -W -q -b html -d "${PROJECT_BINARY_DIR}/CMakeFiles/docs"
      -c "${PROJECT_SOURCE_DIR}/cmake/docs" "${PROJECT_SOURCE_DIR}/cmake"
      "${PROJECT_BINARY_DIR}/docs"
    COMMENT "Rendering ${PROJECT_BINARY_DIR}/docs/AnonShmProbe.html" VERBATIM)
endif()
