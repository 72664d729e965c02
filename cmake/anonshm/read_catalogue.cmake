# SPDX-License-Identifier: MIT
# Included by a function, which then has what catalogue.cmake lists.

include("${CMAKE_CURRENT_LIST_DIR}/catalogue.cmake")

set(_anonshm_kinds FUNCTION MACRO NUMBER LIBRARY BEHAVIOUR MACHINE)
foreach(_anonshm_kind IN LISTS _anonshm_kinds)
  set(_anonshm_facts_${_anonshm_kind} "")
endforeach()
set(_anonshm_facts "")
set(_anonshm_headers "")
set(_anonshm_methods "")
# No header declares the first, every C library has the second.
set(_anonshm_control_absent anonshm_no_such_function)
set(_anonshm_control_present fclose)
include("${CMAKE_CURRENT_LIST_DIR}/../../probes/catalogue.cmake")
list(REMOVE_DUPLICATES _anonshm_headers)
