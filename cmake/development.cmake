# The targets lint and format: what scripts/lint checks, and what it can repair.

add_custom_target(lint
  COMMAND "${PROJECT_SOURCE_DIR}/scripts/lint"
  COMMENT "Checking form and style" VERBATIM USES_TERMINAL)
add_custom_target(format
  COMMAND "${PROJECT_SOURCE_DIR}/scripts/lint" --fix
  COMMENT "Bringing files into form" VERBATIM USES_TERMINAL)
