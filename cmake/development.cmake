# SPDX-License-Identifier: MIT
# The targets for people who change anonshm: lint and format run scripts/lint, dev prints what
# this build lacks for the tests and the linters. scripts/test and the preset dev set it all up.

add_custom_target(lint
  COMMAND "${PROJECT_SOURCE_DIR}/scripts/lint" --build "${PROJECT_BINARY_DIR}"
  COMMENT "Checking form and style" VERBATIM USES_TERMINAL)
add_custom_target(format
  COMMAND "${PROJECT_SOURCE_DIR}/scripts/lint" --fix
  COMMENT "Bringing files into form" VERBATIM USES_TERMINAL)

# Each with the option that repairs it.
set(missing)
if(NOT ANONSHM_BUILD_TESTING)
  list(APPEND missing "the tests: -DANONSHM_BUILD_TESTING=ON")
endif()
if(anonshm_missing_for_tests)
  list(APPEND missing
    "${anonshm_missing_for_tests}, for most tests: -DPython3_EXECUTABLE=<venv>/bin/python")
endif()
if(NOT CMAKE_EXPORT_COMPILE_COMMANDS)
  list(APPEND missing
    "compile_commands.json, for clang-tidy and editors: -DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
endif()
if(missing)
  list(TRANSFORM missing PREPEND "missing: ")
  list(APPEND missing "scripts/test sets up everything in build/, and runs all tests.")
else()
  set(missing "Nothing is missing: ctest runs the tests, the target lint the linters.")
endif()
set(commands)
foreach(line IN LISTS missing)
  list(APPEND commands COMMAND "${CMAKE_COMMAND}" -E echo "${line}")
endforeach()
add_custom_target(dev ${commands} COMMENT "What this build lacks for development" VERBATIM)
